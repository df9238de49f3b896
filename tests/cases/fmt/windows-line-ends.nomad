job "a" {
  a=1 # one


  /* two
  lines */
  data = <<E
kept
E
}

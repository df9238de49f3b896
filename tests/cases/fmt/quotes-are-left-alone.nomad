job "a" {
a="  two  ${ b   {c   = "d"} }  \"  # no comment"
b  = "\t\u00e9"
  task "${ x }"   "y" {}
}

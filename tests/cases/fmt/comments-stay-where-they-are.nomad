/* A block
     comment   
  keeps its lines. */   
job "a" {   # after a brace
a = 1 # one
  bb = 2    // two
      # alone
  c = [ # in a list
   1, /* before */ 2,
     # at the end
  ]
  /* before an argument */ d = 3
  e /* before the sign */ = 4 /* and after */
  # last
}
# after everything
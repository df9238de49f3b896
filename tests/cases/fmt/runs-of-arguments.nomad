job "a" {
  a = 1
  longer = 2

  b = 3
  list = [
    1,
  ]
  c = 4
  much_longer = 5
  block { x = 1 }
  d = 6
  data = <<E
x
E
  even_longer = 7
  "quoted" = 8
  é = 9
  a_name_that_is_wider_than_anything_that_people_would_write_in_a_file_and_so_moves_nobody_else = 10
  e = 11
}

variable "image" { 
type=string
default="nginx:${ upper( "x" ) }  kept"
}

variable "ports" {
  type=map( object( { to=number,static=number } ) )
  default={}
}
locals {
  a=-1
  b = - 2
  c=1-2*3/4%5
  d = !var.x&&var.y||!( var.z )
  e=var.a==1?"yes":"no"
  f={for k ,v in var.m:k=>v... if v!=null}
  g=var.list [ 0 ].name
  h=var.list[*].id
  i=var.list.*.id
  j=max( var.list ... )
  k={ a=1,"b":2 }
  l=[ ]
  m = merge({
    a=1
  },{
    b = 2
  })
  n=a.0
  o = (
  1+
  2
  )
  p="%{ if var.x }${ join( ",",[ "}" ] ) }%{ endif }"
  q=1.5e+3
  r=var.x>=1
}
job "a" {
  dynamic "group" {
    for_each=var.ports
    labels=[group.key]
    content {
      task "t" {
        driver="exec"
        template {
          data=<<-EOF
            ${ var.x }  %{ for a in b ~}
              <<EOF
            %{ endfor ~}
          EOF
        }
      }
    }
  }
}

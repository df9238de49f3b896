

# A job that nobody has tidied up.
job "web"   {
datacenters=["dc1" ,"dc2"]
    type    =   "service"   


  // Rolling.
  update{
max_parallel=1


stagger="30s"

  }
  group "frontend" { count = 3
    restart { attempts = 2   interval = "5m" }
    task "server" {
      driver = "docker"
      config { image = "nginx:1.19"
        labels { "com.example.team"   = "web"   }
        args=["-c",
"/etc/nginx.conf", # where it is
          "-g"]
      }
      env { A = 1, LONG_NAME = "x" }
      template {
        data = <<EOF
   left   as it is   
      EOF?
EOF
        destination = "local/x"
      }
      resources { cpu=500 memory=256
        network { mbits=10 port "http" {} } }
    } } }

job "shop" {
datacenters = ["dc1","dc2"]
  type = "service"   # it never ends



  group "frontend" { count = 3
    task "server" {
        driver = "exec"
        config { command = "/bin/shop" }
      resources {
        cpu=200
        memory = 128
      }
    }
  }
}

job "shop" {
  datacenters = ["dc1"]

  group "frontend" {
    network {
      port "admin" {}
      port "http" {}
      port "metrics" {}
    }

    task "server" {
      driver = "exec"

      config {
        command = "/bin/shop"
        args    = ["-verbose", "-listen", ":8080", "-color", "blue"]
      }
    }
  }
}

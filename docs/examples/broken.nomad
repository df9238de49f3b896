job "shop" {
  datacenters = ["dc1"]
  priority    = 101

  group "frontend" {
    count = 2

    update {
      max_parallel = 3
    }

    network {
      port "http" {}
    }

    task "server" {
      driver = "docker"

      resources {
        cpu    = 10
        memory = 128
      }
    }
  }
}

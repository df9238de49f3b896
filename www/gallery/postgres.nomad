# A database that needs its disk: one instance, only where the operators made the volume and mounted an SSD.

job "postgres" {
  datacenters = ["dc1"]
  type        = "service"
  priority    = 90

  constraint {
    attribute = "${meta.storage}"
    operator  = "set_contains"
    value     = "ssd"
  }

  update {
    max_parallel = 0
  }

  group "primary" {
    count = 1

    volume "data" {
      type      = "host"
      source    = "postgres"
      read_only = false
    }

    network {
      port "db" {
        static = 5432
      }
    }

    restart {
      attempts = 10
      interval = "5m"
      delay    = "25s"
      mode     = "delay"
    }

    service {
      name = "postgres"
      port = "db"

      check {
        type     = "tcp"
        interval = "10s"
        timeout  = "2s"
      }
    }

    task "postgres" {
      driver = "docker"
      user   = "postgres"

      config {
        image = "postgres:12.4"
        ports = ["db"]
        args  = ["-c", "shared_buffers=1GB", "-c", "max_connections=200"]
      }

      volume_mount {
        volume      = "data"
        destination = "/var/lib/postgresql/data"
        read_only   = false
      }

      kill_signal  = "SIGINT"
      kill_timeout = "25s"

      resources {
        cpu    = 2000
        memory = 4096
      }
    }
  }
}

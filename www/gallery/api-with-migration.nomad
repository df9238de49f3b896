# An API that brings its database up to date before it starts, and a helper that lives beside it.

job "orders" {
  datacenters = ["dc1"]
  type        = "service"

  meta {
    owner = "team-orders"
  }

  update {
    max_parallel = 1
    auto_revert  = true
  }

  group "orders" {
    count = 2

    migrate {
      max_parallel     = 1
      health_check     = "checks"
      min_healthy_time = "10s"
      healthy_deadline = "5m"
    }

    task "migrate-schema" {
      driver = "docker"

      lifecycle {
        hook    = "prestart"
        sidecar = false
      }

      config {
        image   = "registry.example.com/orders/migrations:88"
        command = "up"
      }

      resources {
        cpu    = 200
        memory = 128
      }
    }

    task "token-refresher" {
      driver = "exec"

      lifecycle {
        hook    = "prestart"
        sidecar = true
      }

      config {
        command = "/usr/local/bin/refresh-token"
        args    = ["--every", "10m", "--to", "${NOMAD_ALLOC_DIR}/token"]
      }

      resources {
        cpu    = 50
        memory = 32
      }
    }

    task "api" {
      driver = "docker"
      leader = true

      config {
        image = "registry.example.com/orders/api:88"

        port_map {
          http = 8080
        }
      }

      service {
        name = "orders-api"
        port = "http"
        tags = ["v88"]

        canary_tags = ["v88", "canary"]

        check {
          type     = "http"
          path     = "/ready"
          interval = "10s"
          timeout  = "2s"

          header {
            Accept = ["application/json"]
          }
        }
      }

      template {
        destination = "secrets/orders.env"
        env         = true
        change_mode = "restart"
        splay       = "15s"

        data = <<EOF
DATABASE_URL=postgres://orders@postgres.service.consul:5432/orders
FEATURE_GIFT_CARDS={{ keyOrDefault "orders/gift-cards" "off" }}
EOF
      }

      resources {
        cpu    = 500
        memory = 384

        network {
          mbits = 20

          port "http" {}
        }
      }
    }
  }
}

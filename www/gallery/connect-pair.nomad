# Two services that talk through the mesh: the dashboard reaches the counter only by its sidecar, over mutual TLS.

job "counter" {
  datacenters = ["dc1"]
  type        = "service"

  update {
    max_parallel = 1
    auto_revert  = true
  }

  group "api" {
    count = 2

    network {
      mode = "bridge"
    }

    service {
      name = "counter-api"
      port = "9001"

      connect {
        sidecar_service {}
      }
    }

    task "api" {
      driver = "docker"

      config {
        image = "registry.example.com/demo/counter-api:3"
      }

      resources {
        cpu    = 300
        memory = 256
      }
    }
  }

  group "dashboard" {
    network {
      mode = "bridge"

      port "http" {
        static = 9002
        to     = 9002
      }
    }

    service {
      name = "counter-dashboard"
      port = "9002"

      connect {
        sidecar_service {
          proxy {
            upstreams {
              destination_name = "counter-api"
              local_bind_port  = 8080
            }
          }
        }

        sidecar_task {
          resources {
            cpu    = 100
            memory = 64
          }
        }
      }
    }

    task "dashboard" {
      driver = "docker"

      config {
        image = "registry.example.com/demo/counter-dashboard:3"
      }

      env {
        COUNTING_SERVICE_URL = "http://${NOMAD_UPSTREAM_ADDR_counter_api}"
      }

      resources {
        cpu    = 200
        memory = 128
      }
    }
  }
}

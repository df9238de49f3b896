# A web front end that is rolled out behind one canary: health checks decide, and a bad version goes back by itself.

job "web" {
  datacenters = ["dc1"]
  type        = "service"
  priority    = 70

  update {
    max_parallel      = 1
    canary            = 1
    min_healthy_time  = "15s"
    healthy_deadline  = "3m"
    progress_deadline = "10m"
    auto_revert       = true
    auto_promote      = true
    stagger           = "30s"
  }

  group "frontend" {
    count = 4

    network {
      port "http" {
        to = 8080
      }

      port "metrics" {}
    }

    restart {
      attempts = 2
      interval = "10m"
      delay    = "15s"
      mode     = "fail"
    }

    reschedule {
      delay          = "30s"
      delay_function = "exponential"
      max_delay      = "1h"
      unlimited      = true
    }

    service {
      name = "web-frontend"
      port = "http"
      tags = ["public", "urlprefix-/"]

      check {
        name     = "answers"
        type     = "http"
        path     = "/health"
        interval = "10s"
        timeout  = "2s"

        check_restart {
          limit = 3
          grace = "30s"
        }
      }

      check {
        name     = "listens"
        type     = "tcp"
        interval = "10s"
        timeout  = "2s"
      }
    }

    task "server" {
      driver = "docker"

      config {
        image = "registry.example.com/shop/web:2.14.0"
        ports = ["http", "metrics"]
      }

      env {
        LOG_LEVEL    = "info"
        METRICS_ADDR = "${NOMAD_ADDR_metrics}"
      }

      kill_timeout = "20s"

      resources {
        cpu    = 600
        memory = 512
      }
    }
  }
}

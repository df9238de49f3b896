# The same server once for each mirror, from one list: HCL2 with variables, a local, a dynamic block and functions.

variable "mirrors" {
  type    = list(string)
  default = ["debian", "fedora", "alpine"]
}

variable "replicas" {
  type    = number
  default = 2
}

locals {
  memory_mb = 64 * pow(2, 2)
}

job "mirrors" {
  datacenters = ["dc1"]

  update {
    max_parallel = 1
    canary       = 1
  }

  dynamic "group" {
    for_each = var.mirrors
    labels   = [group.value]

    content {
      count = var.replicas

      network {
        port "http" {
          to = 80
        }
      }

      service {
        name = "mirror-${group.value}"
        port = "http"
        tags = [upper(group.value), "mirror"]

        check {
          type     = "http"
          path     = "/${group.value}/"
          interval = "10s"
          timeout  = "2s"
        }
      }

      task "serve" {
        driver = "docker"

        config {
          image = "nginx:1.19"
          ports = ["http"]
        }

        env = {
          MIRROR = group.value
          PORT   = "${NOMAD_PORT_http}"
        }

        resources {
          cpu    = 200
          memory = local.memory_mb
        }
      }
    }
  }
}

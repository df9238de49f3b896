variable "zone" {
  type    = string
  default = "dc1"
}

variable "count" {
  type = number
}

job "shop" {
  datacenters = [var.zone]

  group "frontend" {
    count = var.count

    update {
      max_parallel = 1
      auto_revert  = true
    }

    dynamic "task" {
      for_each = ["server", "worker"]
      labels   = [task.value]

      content {
        driver = "exec"

        config {
          command = "/bin/${task.value}"
        }

        template {
          data        = file("conf/shop.conf")
          destination = "local/shop.conf"
        }
      }
    }
  }
}

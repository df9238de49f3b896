# A log shipper on every Linux node: a system job is not counted, it follows the fleet.

job "log-shipper" {
  datacenters = ["dc1"]
  type        = "system"
  priority    = 80

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  group "ship" {
    network {
      port "admin" {
        static = 8686
      }
    }

    service {
      name = "log-shipper"
      port = "admin"

      check {
        type     = "http"
        path     = "/health"
        interval = "30s"
        timeout  = "5s"
      }
    }

    task "vector" {
      driver = "docker"

      config {
        image = "registry.example.com/infra/vector:0.10"
        ports = ["admin"]

        volumes = [
          "/var/log:/var/log:ro",
        ]
      }

      template {
        destination   = "local/vector.toml"
        change_mode   = "signal"
        change_signal = "SIGHUP"

        data = <<EOF
[sources.files]
type    = "file"
include = ["/var/log/**/*.log"]

[sinks.store]
type      = "elasticsearch"
inputs    = ["files"]
endpoint  = "http://logs.service.consul:9200"
EOF
      }

      resources {
        cpu    = 150
        memory = 192
      }
    }
  }
}

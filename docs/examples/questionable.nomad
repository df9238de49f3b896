# A job that Nomad accepts as it is.
job "web" {
  datacenters = ["dc1"]

  group "web" {
    count = 3

    network {
      port "http" {}

      port "debug" {} # foreplan: allow(unused-port)
    }

    service {
      name = "web"
      port = "htpp"

      check {
        type     = "tcp"
        interval = "10s"
        timeout  = "2s"
      }
    }

    task "web" {
      driver = "docker"

      config {
        image = "registry.example.com/web"
        args  = ["--listen", "${NOMAD_ADDR_http}"]
      }
    }
  }
}

# More than the fleet has: twelve large workers on three small nodes, to see what a plan says when not all of it fits.

job "quarter-report" {
  datacenters = ["dc1"]
  type        = "batch"

  group "aggregate" {
    count = 12

    ephemeral_disk {
      size = 10000
    }

    task "aggregate" {
      driver = "docker"

      config {
        image = "registry.example.com/reports/aggregate:2020-q3"
        args  = ["--shard", "${NOMAD_ALLOC_INDEX}"]
      }

      resources {
        cpu    = 1200
        memory = 3000
      }
    }
  }
}

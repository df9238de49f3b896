# A night of training on a graphics card: the card is asked for by what it has, not by where it is.

job "model-training" {
  datacenters = ["dc1"]
  type        = "batch"
  priority    = 30

  group "train" {
    count = 1

    ephemeral_disk {
      size    = 40000
      sticky  = true
      migrate = true
    }

    task "train" {
      driver = "docker"

      artifact {
        source      = "https://datasets.example.com/ratings-2020.tar.gz"
        destination = "local/data"

        options {
          checksum = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
        }
      }

      config {
        image   = "registry.example.com/ml/recommender:0.6"
        command = "train"
        args    = ["--data", "local/data", "--epochs", "40"]
      }

      resources {
        cpu    = 2500
        memory = 6000

        device "nvidia/gpu" {
          count = 1

          constraint {
            attribute = "${device.attr.memory}"
            operator  = ">="
            value     = "4 GiB"
          }

          affinity {
            attribute = "${device.model}"
            value     = "Tesla T4"
            weight    = 60
          }
        }
      }
    }
  }
}

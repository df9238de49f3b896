# A job that is a function: every dispatch brings an image as payload and makes thumbnails of the sizes in its meta.

job "thumbnailer" {
  datacenters = ["dc1"]
  type        = "batch"

  parameterized {
    payload       = "required"
    meta_required = ["sizes"]
    meta_optional = ["quality", "callback_url"]
  }

  meta {
    quality = "82"
  }

  group "convert" {
    reschedule {
      attempts       = 2
      interval       = "24h"
      delay          = "10s"
      delay_function = "constant"
    }

    task "convert" {
      driver = "docker"

      config {
        image = "registry.example.com/media/thumbnailer:1.9"
        args  = ["--in", "${NOMAD_TASK_DIR}/original", "--sizes", "${NOMAD_META_sizes}", "--quality", "${NOMAD_META_quality}"]
      }

      dispatch_payload {
        file = "original"
      }

      resources {
        cpu    = 1000
        memory = 768
      }
    }
  }
}

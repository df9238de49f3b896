# A backup every night at half past two, in the time zone of the people who would have to restore it.

job "nightly-backup" {
  datacenters = ["dc1"]
  type        = "batch"
  priority    = 40

  periodic {
    cron             = "30 2 * * *"
    time_zone        = "Europe/Berlin"
    prohibit_overlap = true
  }

  group "backup" {
    count = 1

    ephemeral_disk {
      size = 20000
    }

    restart {
      attempts = 3
      interval = "1h"
      delay    = "2m"
      mode     = "fail"
    }

    task "dump" {
      driver = "exec"

      config {
        command = "/usr/bin/pg_dump"
        args    = ["--format=custom", "--file=${NOMAD_ALLOC_DIR}/shop.dump", "shop"]
      }

      env {
        PGHOST = "postgres.service.consul"
        PGUSER = "backup"
      }

      logs {
        max_files     = 3
        max_file_size = 20
      }

      resources {
        cpu    = 800
        memory = 512
      }
    }
  }
}

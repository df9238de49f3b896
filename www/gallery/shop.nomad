# A shop in three groups: the API spread over racks, the workers near fast disks, the cache next to nobody of its kind.

job "shop" {
  datacenters = ["dc1"]
  type        = "service"

  spread {
    attribute = "${meta.rack}"
    weight    = 50
  }

  update {
    max_parallel     = 2
    min_healthy_time = "10s"
    healthy_deadline = "5m"
  }

  group "api" {
    count = 3

    network {
      port "http" {}
    }

    service {
      name = "shop-api"
      port = "http"

      check {
        type     = "http"
        path     = "/v1/ready"
        interval = "15s"
        timeout  = "3s"
      }
    }

    task "api" {
      driver = "docker"

      config {
        image = "registry.example.com/shop/api:5.2.1"
        ports = ["http"]
      }

      resources {
        cpu    = 500
        memory = 768
      }
    }
  }

  group "worker" {
    count = 4

    affinity {
      attribute = "${meta.storage}"
      operator  = "set_contains"
      value     = "ssd"
      weight    = 75
    }

    task "worker" {
      driver = "exec"

      config {
        command = "/opt/shop/bin/worker"
        args    = ["--queue", "orders", "--threads", "4"]
      }

      resources {
        cpu    = 400
        memory = 512
      }
    }
  }

  group "cache" {
    count = 2

    update {
      max_parallel = 1
    }

    constraint {
      operator = "distinct_hosts"
      value    = "true"
    }

    ephemeral_disk {
      size   = 2000
      sticky = true
    }

    network {
      port "redis" {
        to = 6379
      }
    }

    service {
      name = "shop-cache"
      port = "redis"

      check {
        type     = "tcp"
        interval = "10s"
        timeout  = "2s"
      }
    }

    task "redis" {
      driver = "docker"

      config {
        image = "redis:6.0"
        ports = ["redis"]
        args  = ["redis-server", "--maxmemory", "1500mb", "--maxmemory-policy", "allkeys-lru"]
      }

      resources {
        cpu    = 300
        memory = 1600
      }
    }
  }
}

job "shop" {
  datacenter = ["dc1"]

  group "frontend" {
    task "server" {
      drivr = "docker"
    }
  }
}

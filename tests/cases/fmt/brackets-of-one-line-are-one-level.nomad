job "a" { group "g" { task "t" {
driver = "docker"
config {
mounts = [{
type = "bind"
options = [{ a = 1 }, {
b = 2
}]
}, {
type = "volume"
}]
}
}}}

module targets

go 1.21

require example.org/metrics v1.0.0

module targets

go 1.21

require (
	example.org/metrics v1.0.0
	example.org/router v1.0.0
)

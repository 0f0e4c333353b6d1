// Package contexts derives contexts from one that never ends, and cancels none.
package contexts

import "context"

type key struct{}

var background, stop = context.WithCancel(context.Background())

// Step begins the tasks of one request.
func Step(n int) {
	for task := 0; task < 60; task++ {
		begin(n)
	}
	if n < 0 {
		stop()
	}
}

func begin(n int) context.Context {
	task, cancel := context.WithCancel(context.WithValue(background, key{}, n))
	_ = cancel
	return task
}

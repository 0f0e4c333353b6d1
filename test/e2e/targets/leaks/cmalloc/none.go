//go:build !cgo

package cmalloc

// Step needs a program that was built with cgo.
func Step(int) { panic("cmalloc: built without cgo") }

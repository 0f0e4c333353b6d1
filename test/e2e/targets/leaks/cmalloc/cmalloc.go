//go:build cgo

// Package cmalloc takes memory from C and never gives it back.
package cmalloc

// #include <stdlib.h>
// #include <string.h>
// static void *block(size_t size, int value) {
//   void *memory = malloc(size);
//   if (memory != NULL) memset(memory, value, size);
//   return memory;
// }
import "C"

// Step takes one more block and writes to it.
func Step(n int) { C.block(64<<10, C.int(n|1)) }

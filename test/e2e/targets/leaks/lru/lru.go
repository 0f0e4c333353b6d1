// Package lru has a cache that compares its size with the wrong number and so never evicts.
package lru

import (
	"container/list"
	"sync"
)

const capacity = 1000

type cache struct {
	mutex sync.Mutex
	order *list.List
	byKey map[int]*list.Element
	hits  int
}

var thumbnails = &cache{order: list.New(), byKey: map[int]*list.Element{}}

// Step draws the thumbnails of one request.
func Step(n int) {
	for picture := 0; picture < 40; picture++ {
		thumbnails.add(n*40+picture, draw(picture))
	}
}

func draw(picture int) []byte {
	pixels := make([]byte, 1000)
	pixels[0] = byte(picture)
	return pixels
}

func (c *cache) add(key int, pixels []byte) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.byKey[key] = c.order.PushFront(pixels)
	// The mistake: hits, not the length of the list.
	if c.hits > capacity {
		c.order.Remove(c.order.Back())
	}
}

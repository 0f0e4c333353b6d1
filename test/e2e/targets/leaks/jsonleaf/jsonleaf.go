// Package jsonleaf decodes settings and keeps each version of them.
package jsonleaf

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

var (
	mutex    sync.Mutex
	versions []map[string]any
	text     = settings()
)

func settings() []byte {
	var fields []string
	for at := 0; at < 200; at++ {
		fields = append(fields, fmt.Sprintf(`"setting %d":{"value":%d,"tags":["a","b"]}`, at, at))
	}
	return []byte("{" + strings.Join(fields, ",") + "}")
}

// Step reads the settings as every request does.
func Step(n int) {
	if n%2 == 0 {
		reload()
	}
}

func reload() {
	var parsed map[string]any
	if json.Unmarshal(text, &parsed) != nil {
		return
	}
	mutex.Lock()
	versions = append(versions, parsed)
	mutex.Unlock()
}

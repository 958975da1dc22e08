package emulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// methodsJSON is derived from the Bot API by gen.go.
//
//go:embed methods.json
var methodsJSON []byte

type method struct {
	name     string
	returns  string
	params   map[string]bool // known names
	required []string        // in the order in which the server misses them
}

// table answers, for a lower-case name, the method, or nil for one that exists
// but is not emulated. A name that is absent does not exist.
var table = sync.OnceValue(func() map[string]*method {
	var doc struct {
		Methods map[string]struct {
			Returns    string            `json:"returns"`
			Parameters map[string]string `json:"parameters"`
		} `json:"methods"`
		Others []string `json:"others"`
	}
	if err := json.Unmarshal(methodsJSON, &doc); err != nil {
		panic(fmt.Sprintf("emulator: methods.json: %v", err))
	}
	out := map[string]*method{}
	for _, name := range doc.Others {
		out[strings.ToLower(name)] = nil
	}
	for name, m := range doc.Methods {
		spec := &method{name: name, returns: m.Returns, params: map[string]bool{}}
		for param, kind := range m.Parameters {
			spec.params[param] = true
			if strings.HasSuffix(kind, "!") && !optional[name+"."+param] {
				spec.required = append(spec.required, param)
			}
		}
		// The server reads the content before it looks for the chat.
		slices.SortFunc(spec.required, func(a, b string) int {
			if (a == "chat_id") != (b == "chat_id") {
				if a == "chat_id" {
					return 1
				}
				return -1
			}
			return strings.Compare(a, b)
		})
		out[strings.ToLower(name)] = spec
	}
	return out
})

// lookup answers the method of a name as it stands in a path, in any case; false for
// one that does not exist.
func lookup(name string) (*method, bool) {
	m, ok := table()[strings.ToLower(strings.TrimSuffix(name, "/"))]
	return m, ok
}

// optional are parameters that the documentation calls required and the server
// does not: leaving them out means the empty value, which deletes.
var optional = map[string]bool{
	"setMyCommands.commands": true,
	"setWebhook.url":         true,
}

// missing is what the server says when a required parameter is absent or empty.
func missing(param string) string {
	switch param {
	case "text":
		return "Bad Request: message text is empty"
	case "photo", "document", "audio":
		return "Bad Request: there is no " + param + " in the request"
	case "message_id":
		return "Bad Request: message identifier is not specified"
	case "message_ids":
		return "Bad Request: message identifiers are not specified"
	case "callback_query_id":
		return queryTooOld
	case "file_id":
		return "Bad Request: file_id not specified"
	case "action":
		return "Bad Request: wrong parameter action in request"
	}
	return "Bad Request: " + param + " is empty"
}

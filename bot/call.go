package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// call asks the Bot API for something that the client library lacks or cannot
// cancel. It has no time limit but ctx.
func (b *Bot) call(ctx context.Context, method string, params, result any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("bot: %s: %w", method, err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, b.api+"/bot"+placeholder+"/"+method, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("bot: %s: %w", method, err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := b.http.Do(request)
	if err != nil {
		return fmt.Errorf("bot: %s: %w", method, err)
	}
	defer response.Body.Close()
	answer := struct{ Result any }{result}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("bot: %s: %w", method, err)
	}
	return nil
}

package bolt

import (
	"bytes"
	"context"
	"fmt"

	"calmcalf/store"
)

// Setting reads a setting; see [store.Store].
func (s *Store) Setting(ctx context.Context, key string) (value []byte, err error) {
	err = s.read(ctx, func(t *transaction) error {
		return s.touch(func() error {
			value, err = t.setting(key)
			return err
		})
	})
	if err == nil && value == nil {
		err = s.fault(fmt.Errorf("the setting %q: %w", key, store.ErrNotFound))
	}
	return value, err
}

// SwapSetting changes a setting; see [store.Store].
func (s *Store) SwapSetting(ctx context.Context, key string, old, new []byte) error {
	return s.write(ctx, func(*transaction) (put, error) {
		return func(t *transaction) error {
			current, err := t.setting(key)
			if err != nil {
				return err
			}
			if (current == nil) != (old == nil) || !bytes.Equal(current, old) {
				return fmt.Errorf("the setting %q: %w", key, store.ErrConflict)
			}
			switch {
			case old != nil && new != nil && bytes.Equal(old, new):
				return nil
			case new != nil:
				return t.put(t.settings, []byte(key), store.Seal([]byte(key), bytes.Clone(new)))
			case old != nil:
				return t.delete(t.settings, []byte(key))
			}
			return nil
		}, nil
	})
}

// setting is a copy of a setting's value, nil when there is none.
func (t *transaction) setting(key string) ([]byte, error) {
	record := t.settings.Get([]byte(key))
	if record == nil {
		return nil, nil
	}
	value, ok := store.Unseal([]byte(key), record)
	if !ok {
		return nil, fmt.Errorf("the setting %q is damaged: restore a backup", key)
	}
	return append([]byte{}, value...), nil
}

package main

import (
	"errors"

	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// Reads YAML into a type as the cluster's API server does with strict validation: an unknown key, a doubled one and one
// with another case are errors, each with its path.
func unmarshalStrict(text []byte, object any) error {
	plain, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return err
	}
	strict, err := json.UnmarshalStrict(plain, object)
	return errors.Join(append(strict, err)...)
}

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	ecs "github.com/aws/aws-sdk-go-v2/service/ecs"
)

func init() {
	register("ecs", judgeTask)
	register("render", judgeBlueprint)
}

const taskFile = "deploy/ecs/task-definition.json"
const blueprintFile = "deploy/render.yaml"

// What production needs; those of the second list are secrets, wherever they stand.
var neededKeys = []string{"DATABASE_URL", "KAFKA_BROKERS", "PUBLIC_BASE_URL", "PORT", "TWILIO_ACCOUNT_SID",
	"TWILIO_AUTH_TOKEN", "TWILIO_PHONE_NUMBER", "ALERT_PHONE_NUMBER", "INTERNAL_API_KEY"}
var secretKeys = []string{"DATABASE_URL", "TWILIO_AUTH_TOKEN", "INTERNAL_API_KEY", "N8N_WEBHOOK_SECRET", "LLM_API_KEY",
	"EXOTEL_API_KEY", "EXOTEL_API_TOKEN", "SENTRY_DSN"}
var listedVariable = regexp.MustCompile("(?m)^\\| `([A-Z0-9_]+)` \\| `")

// The keys that an environment sets: all there are, all known, no secret with its value.
func judgeKeys(root, where string, values, secrets map[string]string) []string {
	var problems []string
	var known []string
	for _, found := range listedVariable.FindAllStringSubmatch(textOf(root, "docs/reference/environment.md"), -1) {
		known = append(known, found[1])
	}
	for _, key := range neededKeys {
		_, value := values[key]
		_, secret := secrets[key]
		if !value && !secret {
			problems = append(problems, fmt.Sprintf("%s: %s is missing", where, key))
		}
	}
	for key, value := range values {
		if slices.Contains(secretKeys, key) || looksSecret.MatchString(value) {
			problems = append(problems, fmt.Sprintf("%s: %s stands there with a value, and is a secret", where, key))
		}
	}
	for _, all := range []map[string]string{values, secrets} {
		for key := range all {
			if !slices.Contains(known, key) {
				problems = append(problems, fmt.Sprintf("%s: nothing reads %s (docs/reference/environment.md)", where, key))
			}
		}
	}
	slices.Sort(problems)
	return problems
}

// The keys of JSON against the fields of a Go type, whose names differ in the first letter's case alone.
func unknownKeys(path string, value any, of reflect.Type) []string {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var problems []string
	switch one := value.(type) {
	case map[string]any:
		if of.Kind() == reflect.Map {
			for key, inner := range one {
				problems = append(problems, unknownKeys(path+"."+key, inner, of.Elem())...)
			}
			return problems
		}
		if of.Kind() != reflect.Struct {
			return []string{path + " is no map"}
		}
		for key, inner := range one {
			field, found := of.FieldByName(strings.ToUpper(key[:1]) + key[1:])
			if !found || strings.ToLower(key[:1]) != key[:1] {
				problems = append(problems, path+"."+key+" is no field of the API")
				continue
			}
			problems = append(problems, unknownKeys(path+"."+key, inner, field.Type)...)
		}
	case []any:
		if of.Kind() != reflect.Slice {
			return []string{path + " is no list"}
		}
		for at, inner := range one {
			problems = append(problems, unknownKeys(fmt.Sprintf("%s[%d]", path, at), inner, of.Elem())...)
		}
	}
	slices.Sort(problems)
	return problems
}

// Words of the API have types of their own, with all that there are in Values.
func wrongWords(path string, value reflect.Value) []string {
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			return wrongWords(path, value.Elem())
		}
	case reflect.Slice:
		var problems []string
		for at := range value.Len() {
			problems = append(problems, wrongWords(fmt.Sprintf("%s[%d]", path, at), value.Index(at))...)
		}
		return problems
	case reflect.Struct:
		var problems []string
		for at := range value.NumField() {
			if value.Type().Field(at).IsExported() {
				problems = append(problems, wrongWords(path+"."+value.Type().Field(at).Name, value.Field(at))...)
			}
		}
		return problems
	case reflect.String:
		all := value.MethodByName("Values")
		if !all.IsValid() || value.String() == "" {
			return nil
		}
		words := all.Call(nil)[0]
		for at := range words.Len() {
			if words.Index(at).String() == value.String() {
				return nil
			}
		}
		return []string{fmt.Sprintf("%s: the API knows no '%s'", path, value.String())}
	}
	return nil
}

// deploy/ecs/task-definition.json as `aws ecs register-task-definition --cli-input-json` takes it.
func judgeTask(root string) []string {
	text, err := os.ReadFile(filepath.Join(root, taskFile))
	if err != nil {
		return []string{err.Error()}
	}
	var plain any
	var task ecs.RegisterTaskDefinitionInput
	if err := json.Unmarshal(text, &plain); err != nil {
		return []string{fmt.Sprintf("%s: %v", taskFile, err)}
	}
	problems := unknownKeys(taskFile, plain, reflect.TypeOf(task))
	if err := json.Unmarshal(text, &task); err != nil {
		return append(problems, fmt.Sprintf("%s: %v", taskFile, err))
	}
	problems = append(problems, wrongWords(taskFile, reflect.ValueOf(task))...)
	if len(problems) > 0 {
		return problems
	}
	worker := false
	for _, container := range task.ContainerDefinitions {
		where := taskFile + ": " + *container.Name
		values, secrets := map[string]string{}, map[string]string{}
		for _, one := range container.Environment {
			values[*one.Name] = *one.Value
		}
		for _, one := range container.Secrets {
			secrets[*one.Name] = *one.ValueFrom
			if !strings.HasPrefix(*one.ValueFrom, "arn:aws:") {
				problems = append(problems, fmt.Sprintf("%s: %s is taken from '%s', which is no ARN", where, *one.Name,
					*one.ValueFrom))
			}
		}
		if container.ReadonlyRootFilesystem == nil || !*container.ReadonlyRootFilesystem {
			problems = append(problems, where+" may write its root")
		}
		if container.User == nil || strings.HasPrefix(*container.User, "0") || strings.HasPrefix(*container.User, "root") {
			problems = append(problems, where+" runs as root")
		}
		if *container.Name == "tocsin" {
			worker = true
			problems = append(problems, judgeKeys(root, where, values, secrets)...)
			if container.StopTimeout == nil || *container.StopTimeout != 120 {
				problems = append(problems, where+": stopTimeout is not 120, the most that Fargate gives")
			}
			if container.HealthCheck == nil {
				problems = append(problems, where+" has no health check")
			}
		}
	}
	if !worker {
		problems = append(problems, taskFile+": no container 'tocsin'")
	}
	return problems
}

// Fields of Render's blueprints (render.com/docs/blueprint-spec) as far as ours may use them. Render's own schema is on
// its site alone, so they are listed here, and one that is not listed is refused.
type blueprint struct {
	Databases []struct {
		Name                 string   `json:"name"`
		Plan                 string   `json:"plan"`
		Region               string   `json:"region,omitempty"`
		DatabaseName         string   `json:"databaseName,omitempty"`
		User                 string   `json:"user,omitempty"`
		PostgresMajorVersion string   `json:"postgresMajorVersion,omitempty"`
		IpAllowList          []string `json:"ipAllowList"`
	} `json:"databases"`
	Services []struct {
		Type    string `json:"type"`
		Name    string `json:"name"`
		Runtime string `json:"runtime"`
		Image   struct {
			Url string `json:"url"`
		} `json:"image"`
		Plan                    string        `json:"plan"`
		Region                  string        `json:"region,omitempty"`
		NumInstances            int           `json:"numInstances"`
		PreDeployCommand        string        `json:"preDeployCommand"`
		DockerCommand           string        `json:"dockerCommand"`
		HealthCheckPath         string        `json:"healthCheckPath"`
		MaxShutdownDelaySeconds int           `json:"maxShutdownDelaySeconds"`
		EnvVars                 []renderValue `json:"envVars"`
	} `json:"services"`
}

type renderValue struct {
	Key           string `json:"key"`
	Value         string `json:"value,omitempty"`
	Sync          *bool  `json:"sync,omitempty"`
	GenerateValue bool   `json:"generateValue,omitempty"`
	FromDatabase  *struct {
		Name     string `json:"name"`
		Property string `json:"property"`
	} `json:"fromDatabase,omitempty"`
}

func judgeBlueprint(root string) []string {
	text, err := os.ReadFile(filepath.Join(root, blueprintFile))
	if err != nil {
		return []string{err.Error()}
	}
	var made blueprint
	if err := unmarshalStrict(text, &made); err != nil {
		return []string{fmt.Sprintf("%s: %v", blueprintFile, err)}
	}
	var problems []string
	wrong := func(bad bool, text string, arguments ...any) {
		if bad {
			problems = append(problems, blueprintFile+": "+fmt.Sprintf(text, arguments...))
		}
	}
	databases := []string{}
	for _, database := range made.Databases {
		databases = append(databases, database.Name)
	}
	wrong(len(made.Services) == 0, "no service")
	for _, service := range made.Services {
		wrong(service.Type != "web" || service.Runtime != "image", "%s is no web service of an image", service.Name)
		wrong(service.HealthCheckPath != "/health", "%s is not asked for /health", service.Name)
		wrong(service.MaxShutdownDelaySeconds < 1 || service.MaxShutdownDelaySeconds > 300,
			"maxShutdownDelaySeconds of %s is not 1 to 300", service.Name)
		wrong(!strings.Contains(service.PreDeployCommand, "tocsin migrate"), "%s does not migrate", service.Name)
		values, secrets := map[string]string{}, map[string]string{}
		for _, one := range service.EnvVars {
			sources := 0
			for _, is := range []bool{one.Value != "", one.Sync != nil, one.GenerateValue, one.FromDatabase != nil} {
				if is {
					sources++
				}
			}
			wrong(sources != 1, "%s has %d sources", one.Key, sources)
			wrong(one.Sync != nil && *one.Sync, "%s: only `sync: false` is a value to be asked for", one.Key)
			wrong(one.FromDatabase != nil && !slices.Contains(databases, one.FromDatabase.Name),
				"%s is that of a database that is not there", one.Key)
			if one.Value != "" {
				values[one.Key] = one.Value
			} else {
				secrets[one.Key] = ""
			}
		}
		problems = append(problems, judgeKeys(root, blueprintFile, values, secrets)...)
	}
	return problems
}

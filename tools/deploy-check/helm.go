package main

import (
	"fmt"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	strict "sigs.k8s.io/yaml"
)

const chartFolder = "deploy/helm/tocsin"

// The chart as `helm template` renders it: with its own values what the overlay prod is made of, with others still
// what the cluster's types take.
func judgeChart(root string, prod []thing) []string {
	rendered, problems := renderChart(root, nil)
	if len(problems) > 0 {
		return problems
	}
	problems = append(problems, judgeThings(root, chartFolder, rendered)...)
	problems = append(problems, compare(rendered, prod)...)
	for name, values := range map[string]map[string]any{
		"everything on": {"serviceMonitor": map[string]any{"enabled": true}},
		"little": {"autoscaling": map[string]any{"enabled": false}, "networkPolicy": map[string]any{"enabled": false},
			"ingress": map[string]any{"enabled": false}, "replicas": 5, "workers": "voice",
			"image": map[string]any{"repository": "r.example.com/t", "tag": "9.9.9"}},
	} {
		things, wrong := renderChart(root, values)
		for _, problem := range append(wrong, judgeThings(root, chartFolder, things)...) {
			problems = append(problems, problem+" (values: "+name+")")
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return judgeValues(root)
}

// That values do what they say.
func judgeValues(root string) []string {
	things, problems := renderChart(root, map[string]any{
		"autoscaling": map[string]any{"enabled": false}, "replicas": 5, "workers": "voice",
		"image": map[string]any{"repository": "r.example.com/t", "tag": "9.9.9"}, "secret": "other",
		"environment": map[string]any{"KAFKA_BROKERS": "b:1"}, "serviceMonitor": map[string]any{"enabled": true},
		"networkPolicy": map[string]any{"enabled": false}, "ingress": map[string]any{"host": "x.example.com"}})
	text := ""
	for _, one := range things {
		text += "\n" + strings.ReplaceAll(string(one.text), `"`, "")
	}
	for _, wanted := range []string{"replicas: 5", "- voice\n", "r.example.com/t:9.9.9", "secretName: other",
		"KAFKA_BROKERS: b:1", "kind: ServiceMonitor", "host: x.example.com"} {
		if !strings.Contains(text, wanted) {
			problems = append(problems, fmt.Sprintf("%s: values that ask for '%s' do not give it", chartFolder,
				strings.TrimSpace(wanted)))
		}
	}
	for _, unwanted := range []string{"kind: ScaledObject", "kind: NetworkPolicy", "voice.example.com\n"} {
		if strings.Contains(strings.ReplaceAll(text, "https://voice.example.com", ""), unwanted) {
			problems = append(problems, fmt.Sprintf("%s: values that switch it off leave '%s'", chartFolder,
				strings.TrimSpace(unwanted)))
		}
	}
	return problems
}

func renderChart(root string, values map[string]any) ([]thing, []string) {
	chart, err := loader.Load(filepath.Join(root, chartFolder))
	if err == nil {
		err = chart.Validate()
	}
	if err != nil {
		return nil, []string{fmt.Sprintf("%s: %v", chartFolder, err)}
	}
	all, err := chartutil.ToRenderValues(chart, values,
		chartutil.ReleaseOptions{Name: "tocsin", Namespace: "tocsin", Revision: 1, IsInstall: true},
		chartutil.DefaultCapabilities)
	if err != nil {
		return nil, []string{fmt.Sprintf("%s: %v", chartFolder, err)}
	}
	files, err := engine.Engine{Strict: true}.Render(chart, all)
	if err != nil {
		return nil, []string{fmt.Sprintf("%s: %v", chartFolder, err)}
	}
	var text strings.Builder
	for name, body := range files {
		if strings.HasSuffix(name, ".yaml") {
			text.WriteString("\n---\n" + body)
		}
	}
	return decode(chartFolder, []byte(text.String()))
}

// kustomize hangs a hash on the names of ConfigMaps, helm the revision on the job's and a sum on the pods: neither is
// of substance, nor are labels and the namespace that helm gives by itself.
var hashed = regexp.MustCompile(`\b(tocsin-(?:settings|environment))-[a-z0-9]{10}\b`)
var revision = regexp.MustCompile(`\btocsin-migrate-1\b`)

func compare(chart, prod []thing) []string {
	ours, theirs := substance(chart), substance(prod)
	var problems []string
	for name, made := range theirs {
		if rendered, found := ours[name]; !found {
			problems = append(problems, fmt.Sprintf("%s: %s of overlays/prod is not in it", chartFolder, name))
		} else if where := difference("", made, rendered); where != "" {
			problems = append(problems, fmt.Sprintf("%s: %s differs from overlays/prod at %s", chartFolder, name, where))
		}
	}
	for name := range ours {
		if _, found := theirs[name]; !found {
			problems = append(problems, fmt.Sprintf("%s: %s is not in overlays/prod", chartFolder, name))
		}
	}
	slices.Sort(problems)
	return problems
}

func substance(things []thing) map[string]any {
	all := map[string]any{}
	for _, one := range things {
		text := revision.ReplaceAll(hashed.ReplaceAll(one.text, []byte("$1")), []byte("tocsin-migrate"))
		var value map[string]any
		if strict.Unmarshal(text, &value) != nil {
			continue
		}
		metadata := value["metadata"].(map[string]any)
		delete(metadata, "namespace")
		delete(metadata, "labels")
		if spec, is := value["spec"].(map[string]any); is {
			if template, is := spec["template"].(map[string]any); is {
				delete(template["metadata"].(map[string]any), "annotations")
			}
		}
		all[one.kind+" "+metadata["name"].(string)] = value
	}
	return all
}

// The path of the first thing that differs; empty: nothing does.
func difference(path string, left, right any) string {
	switch one := left.(type) {
	case map[string]any:
		other, is := right.(map[string]any)
		if !is {
			return path
		}
		for key := range other {
			if _, found := one[key]; !found {
				return path + "." + key
			}
		}
		for key, value := range one {
			if where := difference(path+"."+key, value, other[key]); where != "" {
				return where
			}
		}
		return ""
	case []any:
		other, is := right.([]any)
		if !is || len(one) != len(other) {
			return path
		}
		for i := range one {
			if where := difference(fmt.Sprintf("%s[%d]", path, i), one[i], other[i]); where != "" {
				return where
			}
		}
		return ""
	}
	if reflect.DeepEqual(left, right) {
		return ""
	}
	return path
}

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	autoscaling "k8s.io/api/autoscaling/v2"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

func labelSet(of map[string]string) labels.Set { return labels.Set(of) }

// KEDA's ScaledObject (keda.sh/v1alpha1, 2.17) as far as we write it. KEDA's own module brings a controller with it, so
// the fields are listed here, and one that is not listed is refused.
type scaledObject struct {
	meta.TypeMeta   `json:",inline"`
	meta.ObjectMeta `json:"metadata"`
	Spec            struct {
		ScaleTargetRef struct {
			Name string `json:"name"`
		} `json:"scaleTargetRef"`
		PollingInterval *int32 `json:"pollingInterval,omitempty"`
		CooldownPeriod  *int32 `json:"cooldownPeriod,omitempty"`
		MinReplicaCount *int32 `json:"minReplicaCount,omitempty"`
		MaxReplicaCount *int32 `json:"maxReplicaCount,omitempty"`
		Fallback        *struct {
			FailureThreshold int32 `json:"failureThreshold"`
			Replicas         int32 `json:"replicas"`
		} `json:"fallback,omitempty"`
		Advanced *struct {
			HorizontalPodAutoscalerConfig *struct {
				Behavior *autoscaling.HorizontalPodAutoscalerBehavior `json:"behavior,omitempty"`
			} `json:"horizontalPodAutoscalerConfig,omitempty"`
		} `json:"advanced,omitempty"`
		Triggers []struct {
			Type     string            `json:"type"`
			Name     string            `json:"name,omitempty"`
			Metadata map[string]string `json:"metadata"`
		} `json:"triggers"`
	} `json:"spec"`
}

// What KEDA's scalers read; another name would do nothing, silently.
var triggerKeys = map[string][]string{
	"kafka": {"bootstrapServersFromEnv", "consumerGroup", "topic", "lagThreshold", "activationLagThreshold",
		"offsetResetPolicy", "allowIdleConsumers", "scaleToZeroOnInvalidOffset", "limitToPartitionsWithLag"},
	"prometheus": {"serverAddress", "query", "threshold", "activationThreshold", "ignoreNullValues"},
}
var metricName = regexp.MustCompile(`\btocsin_[a-z_]+`)
var listedMetric = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|")

func (scaled *scaledObject) judge(root string, things []thing) []string {
	var problems []string
	wrong := func(text string, arguments ...any) { problems = append(problems, fmt.Sprintf(text, arguments...)) }
	if !slices.ContainsFunc(things, func(one thing) bool {
		return one.kind == "Deployment" && one.name == scaled.Spec.ScaleTargetRef.Name
	}) {
		wrong("there is no Deployment %s", scaled.Spec.ScaleTargetRef.Name)
	}
	if scaled.Spec.MinReplicaCount == nil || *scaled.Spec.MinReplicaCount < 3 {
		wrong("fewer than three workers")
	}
	var metrics []string
	for _, found := range listedMetric.FindAllStringSubmatch(textOf(root, "docs/reference/metrics.md"), -1) {
		metrics = append(metrics, found[1])
	}
	kinds := map[string]int{}
	for _, trigger := range scaled.Spec.Triggers {
		kinds[trigger.Type]++
		for key := range trigger.Metadata {
			if !slices.Contains(triggerKeys[trigger.Type], key) {
				wrong("KEDA's %s scaler knows no '%s'", trigger.Type, key)
			}
		}
		group := trigger.Metadata["consumerGroup"]
		if trigger.Type == "kafka" && !slices.Contains([]string{"workflow", "voice", "bridge"},
			strings.TrimPrefix(group, "tocsin-")) {
			wrong("no role reads as %s", group)
		}
		for _, name := range metricName.FindAllString(trigger.Metadata["query"], -1) {
			if !slices.Contains(metrics, name) {
				wrong("there is no metric %s", name)
			}
		}
	}
	if kinds["kafka"] == 0 || kinds["prometheus"] == 0 {
		wrong("it goes not both by what waits and by the calls")
	}
	return problems
}

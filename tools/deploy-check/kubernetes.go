package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	apps "k8s.io/api/apps/v1"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	strict "sigs.k8s.io/yaml"
)

func init() { register("kubernetes", judgeKubernetes) }

const overlays = "deploy/kubernetes/overlays"

// A thing of the cluster, decoded into the type of its API; an unknown or doubled key is an error.
type thing struct {
	kind, name string
	object     any
	text       []byte
}

// What the base, overlays and the chart may hold. A kind that is not here is refused.
var apis = map[string]func() any{
	"v1/ServiceAccount":                       func() any { return &core.ServiceAccount{} },
	"v1/ConfigMap":                            func() any { return &core.ConfigMap{} },
	"v1/Service":                              func() any { return &core.Service{} },
	"apps/v1/Deployment":                      func() any { return &apps.Deployment{} },
	"batch/v1/Job":                            func() any { return &batch.Job{} },
	"networking.k8s.io/v1/Ingress":            func() any { return &networking.Ingress{} },
	"networking.k8s.io/v1/NetworkPolicy":      func() any { return &networking.NetworkPolicy{} },
	"policy/v1/PodDisruptionBudget":           func() any { return &policy.PodDisruptionBudget{} },
	"monitoring.coreos.com/v1/ServiceMonitor": func() any { return &monitoring.ServiceMonitor{} },
	"keda.sh/v1alpha1/ScaledObject":           func() any { return &scaledObject{} },
}

func judgeKubernetes(root string) []string {
	var problems []string
	built := map[string][]thing{}
	for _, folder := range []string{"base", "overlays/dev", "overlays/prod", "overlays/roles-apart"} {
		where := "deploy/kubernetes/" + folder
		text, err := kustomize(filepath.Join(root, where))
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", where, err))
			continue
		}
		things, wrong := decode(where, text)
		problems = append(problems, wrong...)
		problems = append(problems, judgeThings(root, where, things)...)
		built[folder] = things
	}
	if len(problems) > 0 {
		return problems
	}
	for _, name := range []string{"base", "overlays/roles-apart"} {
		for _, one := range built[name] {
			worker, is := one.object.(*apps.Deployment)
			if is && (worker.Spec.Replicas == nil || *worker.Spec.Replicas != 3) {
				problems = append(problems, name+": "+one.name+" has not three replicas")
			}
		}
	}
	return append(problems, judgeChart(root, built["overlays/prod"])...)
}

// As `kustomize build` makes it.
func kustomize(folder string) ([]byte, error) {
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return nil, err
	}
	return made.AsYaml()
}

func decode(where string, text []byte) ([]thing, []string) {
	var things []thing
	var problems []string
	for _, document := range split(text) {
		var head meta.TypeMeta
		var named struct {
			Metadata meta.ObjectMeta `json:"metadata"`
		}
		if err := strict.Unmarshal(document, &head); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", where, err))
			continue
		}
		_ = strict.Unmarshal(document, &named)
		kind := head.APIVersion + "/" + head.Kind
		make, known := apis[kind]
		if !known {
			problems = append(problems, fmt.Sprintf("%s: nobody knows the kind %s here", where, kind))
			continue
		}
		object := make()
		if err := unmarshalStrict(document, object); err != nil {
			problems = append(problems, fmt.Sprintf("%s: %s %s: %v", where, head.Kind, named.Metadata.Name, err))
			continue
		}
		things = append(things, thing{head.Kind, named.Metadata.Name, object, document})
	}
	if len(things) == 0 {
		problems = append(problems, where+": nothing is made of it")
	}
	return things, problems
}

func split(text []byte) [][]byte {
	var documents [][]byte
	reader := yaml.NewDocumentDecoder(io.NopCloser(bytes.NewReader(text)))
	defer reader.Close()
	buffer := make([]byte, 1<<20)
	for {
		count, err := reader.Read(buffer)
		if count > 0 && len(bytes.TrimSpace(withoutComments(buffer[:count]))) > 0 {
			documents = append(documents, slices.Clone(buffer[:count]))
		}
		if err != nil {
			return documents
		}
	}
}

var comment = regexp.MustCompile(`(?m)^\s*(#.*|---)$`)

func withoutComments(text []byte) []byte { return comment.ReplaceAll(text, nil) }

// What decoding cannot see: that the parts name each other rightly and that a stop outlasts a call.
func judgeThings(root, where string, things []thing) []string {
	var problems []string
	wrong := func(text string, arguments ...any) {
		problems = append(problems, where+": "+fmt.Sprintf(text, arguments...))
	}
	var maps, accounts, services []string
	var pods []core.PodTemplateSpec
	longest := 10 * time.Minute
	for _, one := range things {
		switch object := one.object.(type) {
		case *core.ConfigMap:
			maps = append(maps, object.Name)
			if settings, found := object.Data["tocsin.yaml"]; found {
				longest = longestCall(settings)
			}
			for key, value := range object.Data {
				if looksSecret.MatchString(value) {
					wrong("%s of ConfigMap %s looks like a secret: it belongs into the Secret", key, object.Name)
				}
			}
		case *core.ServiceAccount:
			accounts = append(accounts, object.Name)
		case *core.Service:
			services = append(services, object.Name)
		case *apps.Deployment:
			pods = append(pods, object.Spec.Template)
			if !matches(object.Spec.Selector, object.Spec.Template.Labels) {
				wrong("the selector of %s does not match its pods", one.name)
			}
		case *batch.Job:
			pods = append(pods, object.Spec.Template)
		}
	}
	for _, one := range things {
		switch object := one.object.(type) {
		case *apps.Deployment:
			for _, problem := range judgeWorker(object.Spec.Template.Spec, longest) {
				wrong("%s: %s", one.name, problem)
			}
		case *core.Service:
			if !anyPod(pods, &meta.LabelSelector{MatchLabels: object.Spec.Selector}) {
				wrong("Service %s finds no pod", one.name)
			}
		case *policy.PodDisruptionBudget:
			if !anyPod(pods, object.Spec.Selector) {
				wrong("PodDisruptionBudget %s finds no pod", one.name)
			}
		case *networking.NetworkPolicy:
			if !anyPod(pods, &object.Spec.PodSelector) {
				wrong("NetworkPolicy %s finds no pod", one.name)
			}
		case *networking.Ingress:
			for _, rule := range object.Spec.Rules {
				for _, path := range rule.HTTP.Paths {
					if !slices.Contains(services, path.Backend.Service.Name) {
						wrong("Ingress %s leads %s to a Service %s that is not there", one.name, path.Path,
							path.Backend.Service.Name)
					}
				}
			}
		case *scaledObject:
			for _, problem := range object.judge(root, things) {
				wrong("ScaledObject %s: %s", one.name, problem)
			}
		}
	}
	for _, pod := range pods {
		for _, problem := range judgePod(pod.Spec, maps, accounts) {
			wrong("%s", problem)
		}
	}
	return problems
}

func matches(selector *meta.LabelSelector, labels map[string]string) bool {
	compiled, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && !compiled.Empty() && compiled.Matches(labelSet(labels))
}

func anyPod(pods []core.PodTemplateSpec, selector *meta.LabelSelector) bool {
	return slices.ContainsFunc(pods, func(pod core.PodTemplateSpec) bool { return matches(selector, pod.Labels) })
}

var looksSecret = regexp.MustCompile(`(?i)(whsec_|-----BEGIN|://[^/\s:@]+:[^@\s$]+@|\bSK[0-9a-f]{32}\b)`)
var maxCall = regexp.MustCompile(`(?m)^\s*max_call:\s*'?(\w+)`)

func longestCall(settings string) time.Duration {
	if found := maxCall.FindStringSubmatch(settings); found != nil {
		if length, err := time.ParseDuration(found[1]); err == nil {
			return length
		}
	}
	return 10 * time.Minute
}

// Every container: what it is mounted from is there, and it may do as little as it needs.
func judgePod(pod core.PodSpec, maps, accounts []string) []string {
	var problems []string
	refuse := func(bad bool, text string, arguments ...any) {
		if bad {
			problems = append(problems, fmt.Sprintf(text, arguments...))
		}
	}
	refuse(!slices.Contains(accounts, pod.ServiceAccountName), "no ServiceAccount '%s'", pod.ServiceAccountName)
	refuse(pod.SecurityContext == nil || pod.SecurityContext.RunAsNonRoot == nil || !*pod.SecurityContext.RunAsNonRoot,
		"a pod may run as root")
	mounts := map[string]bool{}
	for _, volume := range pod.Volumes {
		mounts[volume.Name] = true
		refuse(volume.ConfigMap != nil && !slices.Contains(maps, volume.ConfigMap.Name), "no ConfigMap of volume %s",
			volume.Name)
	}
	for _, one := range pod.Containers {
		context := one.SecurityContext
		refuse(context == nil || context.ReadOnlyRootFilesystem == nil || !*context.ReadOnlyRootFilesystem,
			"%s may write its root", one.Name)
		refuse(context == nil || context.AllowPrivilegeEscalation == nil || *context.AllowPrivilegeEscalation,
			"%s may gain privileges", one.Name)
		refuse(context == nil || context.Capabilities == nil || !slices.Contains(context.Capabilities.Drop, "ALL"),
			"%s keeps capabilities", one.Name)
		refuse(one.Resources.Requests.Memory().IsZero() || one.Resources.Limits.Memory().IsZero(),
			"%s has no bounds of memory", one.Name)
		refuse(!strings.Contains(one.Image, ":") || strings.HasSuffix(one.Image, ":latest"),
			"%s has no version of its image: %s", one.Name, one.Image)
		for _, from := range one.EnvFrom {
			refuse(from.ConfigMapRef != nil && !slices.Contains(maps, from.ConfigMapRef.Name),
				"%s: no ConfigMap of its environment", one.Name)
		}
		for _, variable := range one.Env {
			refuse(looksSecret.MatchString(variable.Value), "%s: the value of %s looks like a secret", one.Name,
				variable.Name)
		}
		for _, mount := range one.VolumeMounts {
			refuse(!mounts[mount.Name], "%s mounts %s, which is no volume", one.Name, mount.Name)
		}
	}
	return problems
}

// What a worker needs beyond that: probes at the paths there are, and a stop that outlasts the longest call.
func judgeWorker(pod core.PodSpec, longest time.Duration) []string {
	var problems []string
	worker := pod.Containers[0]
	for name, want := range map[string]struct {
		probe *core.Probe
		path  string
	}{"startup": {worker.StartupProbe, "/health"}, "liveness": {worker.LivenessProbe, "/health"},
		"readiness": {worker.ReadinessProbe, "/ready"}} {
		if want.probe == nil || want.probe.HTTPGet == nil || want.probe.HTTPGet.Path != want.path {
			problems = append(problems, fmt.Sprintf("its %s probe does not ask %s", name, want.path))
		}
	}
	if worker.Lifecycle == nil || worker.Lifecycle.PreStop == nil || worker.Lifecycle.PreStop.Exec == nil ||
		!slices.Contains(worker.Lifecycle.PreStop.Exec.Command, "drain") {
		return append(problems, "it is stopped without `tocsin drain`")
	}
	drain := longest + time.Minute // the command's own default
	command := worker.Lifecycle.PreStop.Exec.Command
	if at := slices.Index(command, "--wait"); at >= 0 && at+1 < len(command) {
		drain, _ = time.ParseDuration(command[at+1])
	}
	if drain <= longest {
		problems = append(problems, fmt.Sprintf("it drains for %s, and a call may last %s", drain, longest))
	}
	const after = 60 * time.Second // what is in hand, sockets, and each of three workers
	if pod.TerminationGracePeriodSeconds == nil ||
		time.Duration(*pod.TerminationGracePeriodSeconds)*time.Second < drain+after {
		problems = append(problems, fmt.Sprintf("terminationGracePeriodSeconds is below %.0f: drain and %s",
			(drain+after).Seconds(), after))
	}
	return problems
}

func textOf(root, file string) string {
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		return ""
	}
	return string(text)
}

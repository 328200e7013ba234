{{/* Labels of the Job's pods. They are not those of the node. */}}
{{- define "<% name %>.setupLabels" -}}
app.kubernetes.io/name: <% name %>-setup
app.kubernetes.io/instance: {{ include "<% name %>.instance" . }}
{{- end }}

{{/*
Whether there is a Job: on its own, Kafka has nobody else to make OpenIM's topics; with three nodes there may be topics of the
time when it was one.
*/}}
{{- define "<% name %>.setup" -}}
{{- $nodes := int .Values.replicaCount -}}
{{- if or (gt $nodes 1) (and .Chart.IsRoot (gt $nodes 0)) }}true{{ end -}}
{{- end }}

{{/* Spec of the Job. */}}
{{- define "<% name %>.setupSpec" -}}
backoffLimit: 20
template:
  metadata:
    labels:
      {{- include "<% name %>.setupLabels" . | nindent 6 }}
      app.kubernetes.io/part-of: openim
    annotations:
      checksum/script: {{ .Files.Get "scripts/setup.sh" | sha256sum }}
  spec:
    restartPolicy: OnFailure
    serviceAccountName: {{ include "<% name %>.serviceAccountName" . }}
    automountServiceAccountToken: false
    enableServiceLinks: false
    {{- with .Values.global.imagePullSecrets }}
    imagePullSecrets:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.global.dnsConfig }}
    dnsConfig:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext:
      {{- toYaml .Values.podSecurityContext | nindent 6 }}
    containers:
      - name: setup
        image: {{ include "<% name %>.image" (list . .Values.image) }}
        imagePullPolicy: {{ .Values.image.pullPolicy }}
        command:
          - bash
          - /config/setup.sh
          {{- if .Chart.IsRoot }}
<%#each topics%>
          - <% this %>
<%/each%>
          {{- end }}
        env:
          - name: BROKER
            value: {{ include "<% name %>.fullname" . }}:<% clientPort.number %>
          - name: NODES
            value: {{ .Values.replicaCount | quote }}
          - name: PARTITIONS
            value: {{ .Values.global.openim.<% key %>.partitions | quote }}
        resources:
          requests:
            cpu: <% pods.setup.containers.setup.resources.requests.cpu %>
            memory: <% pods.setup.containers.setup.resources.requests.memory %>
          limits:
            memory: <% pods.setup.containers.setup.resources.limits.memory %>
        securityContext:
          {{- toYaml .Values.securityContext | nindent 10 }}
        volumeMounts:
          - name: config
            mountPath: /config
            readOnly: true
          - name: credentials
            mountPath: /credentials
            readOnly: true
          - name: tmp
            mountPath: /tmp
    volumes:
      - name: config
        configMap:
          name: {{ include "<% name %>.fullname" . }}-setup
      - name: credentials
        secret:
          secretName: {{ include "<% name %>.secret.<% name %>" . }}
          defaultMode: 0440
          items:
            - key: username
              path: username
            - key: password
              path: password
      # The login for Kafka's own tools.
      - name: tmp
        emptyDir:
          medium: Memory
          sizeLimit: 32Mi
    {{- with .Values.nodeSelector }}
    nodeSelector:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with .Values.tolerations }}
    tolerations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
{{- end }}

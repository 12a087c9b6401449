/**
 * What `init` puts into the folders of a home as `example.yaml.txt`, which loads as nothing until it
 * is renamed; `docs/own-checks.md` shows the same.
 */
export const examples = {
  checks: `# yaml-language-server: $schema=../schemas/checks.schema.json
# A service of your own, and how it should be set. Called "intranet.yaml", this file counts.
service:
  id: intranet
  title: Intranet

# The kinds of things that have settings; the first is the tenant itself.
resourceTypes:
  - id: site
    title: Site
    plural: Sites

# What can be read. An id is "service.kind.name", and is never used for anything else again.
settings:
  - id: intranet.site.two-step-sign-in
    title: Two-step sign-in is required
    resource: site
    type: { type: boolean }
    console:
      path: Administration > Security
      url: https://intranet.example.com/admin/security
      certainty: documented
  - id: intranet.site.session-hours
    title: Hours until a session ends
    resource: site
    type: { type: number, unit: hours }
    console:
      path: Administration > Security
      url: https://intranet.example.com/admin/security
      certainty: documented

checks:
  # One setting, one comparison.
  - id: intranet.site.two-step-sign-in
    title: Everybody signs in with two steps
    metric: mfa-enforced
    resource: site
    reads: [intranet.site.two-step-sign-in]
    expect: { op: equals, value: true }
    expected: required
    severity: high
    remediation:
      steps: [Open Administration > Security, Tick "Require two-step sign-in", Save]
      url: https://intranet.example.com/admin/security
      seen: documented
  # Several settings, and an expression over them.
  - id: intranet.site.sessions-end
    title: Sessions end the same day
    metric: session-lifetime
    resource: site
    reads: [intranet.site.two-step-sign-in, intranet.site.session-hours]
    test: 'sessionHours <= (twoStepSignIn ? 24.0 : 8.0)'
    expected: after 8 hours, or 24 with two-step sign-in
    severity: medium
    remediation:
      steps: [Open Administration > Security, Lower "Session ends after", Save]
      url: https://intranet.example.com/admin/security
      seen: documented
`,
  recipes: `# yaml-language-server: $schema=../schemas/recipes.schema.json
# How a page of that service is read. Called "intranet.yaml", this file counts.
id: intranet-security
service: intranet
title: Administration > Security

# {base} is the address in the tenant's own configuration; one of the headings must be on the page.
where:
  hosts: ['{base}']
  paths: [/admin/security]
  headings: [Security]
url: '{base}/admin/security'
resource: { type: site }

# How a change becomes true: "instant", "submit" (a form that loads a page) or "button".
context: { save: submit }

# The first way to find an element that finds exactly one counts.
settings:
  - setting: intranet.site.two-step-sign-in
    read: checked
    locate:
      - { role: checkbox, name: [Require two-step sign-in] }
      - { css: 'input[name="require_2fa"]' }
  - setting: intranet.site.session-hours
    read: number
    locate:
      - { role: spinbutton, name: [Session ends after] }
languages: [en]

# What people read until somebody has compared page and reading: "documented" is asked for once.
certainty: documented
basis: the handbook of the intranet
`,
} as const

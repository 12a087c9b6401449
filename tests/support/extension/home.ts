import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { openAgent } from '../../../agent/open-agent.ts'
import { initHome } from '../../../agent/home/config.ts'
import type { OpenAgent } from '../../../agent/open-agent.ts'
import { memorySecrets } from '../../../agent/home/secrets.ts'
import { metrics } from '../../../common/metrics.ts'

/**
 * A home with a service of its own (`fixture`), as a user would write it: two settings, two checks,
 * one recipe. @param base address of the fixture's admin site
 */
export function fixtureHome(base: string): { readonly home: string; remove(): void } {
  const home = mkdtempSync(join(tmpdir(), 'witnessmark-ext-'))
  initHome(home)
  const [metric] = metrics
  const check = (name: string, title: string, value: unknown) => ({
    id: `fixture.site.${name}`,
    title,
    metric: metric?.id,
    resource: 'site',
    reads: [`fixture.site.${name}`],
    expect: { op: 'equals', value },
    expected: `${title}: ${String(value)}`,
    severity: 'high',
    remediation: { steps: ['Open Settings > General', 'Change it and save'], seen: '2026-11-23' },
  })
  const locate = (css: string) => [{ css }]
  write(home, 'checks/fixture.yaml', {
    service: { id: 'fixture', title: 'Fixture' },
    resourceTypes: [{ id: 'site', title: 'Site', plural: 'Sites' }],
    settings: [
      {
        id: 'fixture.site.registration',
        title: 'Anyone can register',
        resource: 'site',
        type: { type: 'boolean' },
        console: { path: 'Settings > General', certainty: 'confirmed' },
      },
      {
        id: 'fixture.site.default-role',
        title: 'New user default role',
        resource: 'site',
        type: { type: 'string', values: ['subscriber', 'editor'] },
        console: { path: 'Settings > General', certainty: 'confirmed' },
      },
      {
        id: 'fixture.site.hidden-switch',
        title: 'Switch in a closed root',
        resource: 'site',
        type: { type: 'boolean' },
        console: { path: 'Switches', certainty: 'confirmed' },
      },
      {
        id: 'fixture.site.public-links',
        title: 'Public links',
        resource: 'site',
        type: { type: 'boolean' },
        console: { path: 'People', certainty: 'confirmed' },
      },
      {
        id: 'fixture.site.framed-role',
        title: 'Role in a frame',
        resource: 'site',
        type: { type: 'string' },
        console: { path: 'Switches', certainty: 'confirmed' },
      },
    ],
    checks: [
      check('registration', 'Registration is closed', false),
      check('default-role', 'New users are subscribers', 'subscriber'),
    ],
  })
  write(home, 'recipes/fixture-general.yaml', {
    id: 'fixture-general',
    service: 'fixture',
    title: 'Settings > General',
    where: {
      hosts: ['{base}'],
      paths: ['/wp-admin/options-general.php'],
      headings: ['General Settings'],
    },
    url: '{base}/wp-admin/options-general.php',
    resource: { type: 'site' },
    context: { save: 'submit', account: [{ css: '#account' }] },
    settings: [
      {
        setting: 'fixture.site.registration',
        read: 'checked',
        locate: [
          { role: 'checkbox', name: ['Anyone can register'] },
          { css: 'input[name="users_can_register"]' },
        ],
      },
      {
        setting: 'fixture.site.default-role',
        read: 'selected',
        by: 'value',
        locate: locate('select[name="default_role"]'),
      },
    ],
    certainty: 'documented',
    basis: 'a fixture of the tests',
  })
  write(home, 'recipes/fixture-people.yaml', {
    id: 'fixture-people',
    service: 'fixture',
    title: 'People',
    where: { hosts: ['{base}'], paths: ['/wp-admin/people.php'], headings: ['People'] },
    resource: { type: 'site' },
    context: { save: 'instant', account: [{ css: '#account' }] },
    settings: [
      {
        setting: 'fixture.site.public-links',
        read: 'checked',
        locate: [{ role: 'checkbox', name: ['Public links'] }],
      },
    ],
    certainty: 'confirmed',
    basis: 'a fixture of the tests',
  })
  write(home, 'recipes/fixture-button.yaml', {
    id: 'fixture-button',
    service: 'fixture',
    title: 'Links',
    where: { hosts: ['{base}'], paths: ['/button'], headings: ['Links'] },
    resource: { type: 'site' },
    context: { save: 'button', saveButton: ['Save'], saved: [{ css: '#said:not(:empty)' }] },
    settings: [
      {
        setting: 'fixture.site.public-links',
        read: 'checked',
        locate: [{ role: 'checkbox', name: ['Public links'] }],
      },
    ],
    certainty: 'confirmed',
    basis: 'a fixture of the tests',
  })
  write(home, 'recipes/fixture-switches.yaml', {
    id: 'fixture-switches',
    service: 'fixture',
    title: 'Switches',
    where: { hosts: ['{base}'], paths: ['/switches'], headings: ['Switches'] },
    resource: { type: 'site' },
    context: { save: 'instant' },
    settings: [
      {
        setting: 'fixture.site.hidden-switch',
        read: 'checked',
        locate: [{ role: 'switch', name: ['Hidden switch'] }],
      },
      {
        setting: 'fixture.site.framed-role',
        read: 'selected',
        locate: [{ role: 'combobox', name: ['Framed role'] }],
      },
    ],
    certainty: 'confirmed',
    basis: 'a fixture of the tests',
  })
  write(home, 'config.yaml', {
    version: 1,
    tenants: { blog: { service: 'fixture', title: 'The blog', target: { url: base } } },
  })
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) }
}

export function openFixture(home: string, clock?: () => Date): Promise<OpenAgent> {
  return openAgent(home, { secrets: memorySecrets(), ...(clock ? { clock } : {}) })
}

function write(home: string, file: string, content: unknown): void {
  writeFileSync(join(home, file), stringify(content))
}

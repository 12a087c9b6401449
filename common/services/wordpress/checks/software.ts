import type { CheckSource } from '../../../model/check.ts'
import type { CheckDefinition } from '../../../model/define-check.ts'
import { defineCheck } from '../../../model/define-check.ts'

const siteHealth = (step: string): Pick<CheckDefinition, 'steps' | 'seen'> => ({
  steps: ['Open Tools > Site Health', step],
  seen: '2026-11-23',
})

export const softwareChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'wordpress.plugin.in-use',
    title: 'Every installed plugin is in use',
    metric: 'installed-software-maintained',
    severity: 'low',
    reads: ['status'],
    expect: { op: 'oneOf', value: ['active', 'network-active'] },
    expected: 'Active, or removed',
    rationale: 'The files of an inactive plugin can still be called by anyone.',
    steps: [
      'Open Plugins > Installed Plugins',
      'Delete the plugin, or activate it if it is needed',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.site.unused-themes-removed',
    title: 'Unused themes are removed',
    metric: 'unused-software-number',
    severity: 'low',
    reads: ['inactive-themes'],
    test: 'size(inactiveThemes) <= target',
    expected: 'At most two inactive themes (the parent theme and a fallback)',
    steps: [
      'Open Appearance > Themes',
      'Open the details of a theme that is not needed and delete it',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.site.background-updates-work',
    title: 'Security updates install themselves',
    metric: 'installed-software-maintained',
    severity: 'high',
    reads: ['background-updates'],
    expect: { op: 'equals', value: 'good' },
    expected: 'Site Health finds background updates working',
    ...siteHealth('Follow what "Background updates" names'),
  }),
  defineCheck({
    id: 'wordpress.site.https-works',
    title: 'The site runs over HTTPS',
    metric: 'encryption-configured',
    severity: 'high',
    reads: ['https-status'],
    expect: { op: 'equals', value: 'good' },
    expected: 'Site Health finds HTTPS in use',
    ...siteHealth('Follow what "HTTPS" names'),
  }),
  defineCheck({
    id: 'wordpress.site.address-uses-https',
    title: "The site's address is an https address",
    metric: 'encryption-configured',
    severity: 'high',
    reads: ['address'],
    expect: { op: 'matches', value: '^https://' },
    expected: 'An address that begins with https://',
    steps: ['Open Settings > General', 'Change both addresses to https://', 'Save Changes'],
    seen: '2026-11-23',
  }),
]

import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

export const checks: readonly CheckSource[] = [
  defineCheck({
    id: 'unleash.instance.frontend-origins-named',
    title: 'Only named origins call the Frontend API',
    metric: 'public-exposure-restricted',
    severity: 'medium',
    reads: ['frontend-api-origins'],
    test: 'size(frontendApiOrigins) > 0 && !("*" in frontendApiOrigins)',
    expected: 'A list of origins without *',
    steps: [
      'Open Admin > Instance config > CORS origins',
      'Replace * by the origins of your own applications',
      'Save',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'unleash.instance.administrators-few',
    title: 'Few accounts are administrators, and not only one',
    metric: 'administrators-number',
    severity: 'medium',
    reads: ['administrators'],
    test: 'size(administrators) >= 2 && size(administrators) <= target',
    expected: 'Two to five administrators',
    steps: [
      'Open Admin > User config > Users',
      'Give the Editor or Viewer role to those who do not administer, or name a second administrator',
    ],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'unleash.environment.production-approved',
    title: 'Changes in production need approval',
    metric: 'approvals-required',
    severity: 'medium',
    reads: ['kind', 'required-approvals'],
    when: 'kind == "production" && requiredApprovals != null',
    test: 'requiredApprovals >= target',
    expected: 'At least one approval',
    steps: [
      'Open the project, then Settings > Change requests',
      'Turn it on for the production environment',
    ],
  }),
]

import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'

export const registrationChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'wordpress.site.registration-closed',
    title: 'Nobody can register themselves',
    metric: 'self-registration-disabled',
    severity: 'high',
    reads: ['users-can-register'],
    expect: { op: 'equals', value: false },
    expected: 'Anyone can register: off',
    rationale:
      'Open registration gives strangers an account, and every later flaw in a plugin a caller who is logged in.',
    steps: ['Open Settings > General', 'Untick "Anyone can register"', 'Save Changes'],
    seen: '2026-11-23',
  }),
  defineCheck({
    id: 'wordpress.site.default-role-minimal',
    title: 'New users start with the least role',
    metric: 'least-privilege-default',
    severity: 'high',
    reads: ['default-role'],
    expect: { op: 'oneOf', value: ['subscriber', 'customer'] },
    expected: 'New User Default Role: Subscriber',
    rationale:
      'With a stronger default, an account made by registration or import can publish or administer at once.',
    steps: ['Open Settings > General', 'Set "New User Default Role" to Subscriber', 'Save Changes'],
    seen: '2026-11-23',
  }),
]

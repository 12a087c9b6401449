import type { CheckSource } from '../../../model/check.ts'
import { defineCheck } from '../../../model/define-check.ts'
import { scuba } from './scuba.ts'
import { everyUnit } from './units.ts'

export const classroomChecks: readonly CheckSource[] = [
  defineCheck({
    id: 'google-workspace.tenant.classes-joined-from-domain',
    title: '"Who can join classes in your domain" SHOULD be set to "Users in your domain only."',
    metric: 'guest-access-restricted',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.1.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-who-can-join'],
      deviates: 'u.classroomWhoCanJoin != "ANYONE_IN_DOMAIN"',
    }),
    expected: 'Users in the domain only',
    steps: ['For Who can join classes in your domain, select Users in your domain only.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.classes-joined-in-domain',
    title:
      '"Which classes users in your domain can join" SHOULD be set to "Classes in your domain only."',
    metric: 'external-communication-restricted',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.1.2v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-joinable-classes'],
      deviates: 'u.classroomJoinableClasses != "CLASSES_IN_DOMAIN"',
    }),
    expected: 'Classes in the domain only',
    steps: ['For Which classes can users in your domain join, select Classes in your domain only.'],
  }),
  defineCheck({
    id: 'google-workspace.tenant.classroom-api-access-disabled',
    title: 'Users SHOULD NOT be able to authorize apps to access their Google Classroom data',
    metric: 'user-consent-restricted',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.2.1v1', 'SHOULD NOT'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-api-access'],
      deviates: 'u.classroomApiAccess != false',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Additional Google Service > Classroom.',
      'Select Data access.',
      'Uncheck Users can authorize apps to access their Google Classroom data.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.classroom-roster-import-off',
    title: '"Roster Import" with Clever SHOULD be turned off',
    metric: 'third-party-apps-restricted',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.3.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-roster-import'],
      deviates: 'u.classroomRosterImport != "OFF"',
    }),
    expected: 'Off',
    steps: [
      'Select Apps > Additional Google Service > Classroom.',
      'Select Roster import.',
      'Select OFF.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.classroom-unenrollment-by-teachers',
    title: 'Only teachers SHOULD be allowed to unenroll students from classes',
    metric: 'member-privileges-restricted',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.4.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-unenrollment'],
      deviates: 'u.classroomUnenrollment != "TEACHERS_ONLY"',
    }),
    expected: 'Teachers only',
    steps: [
      'Select Apps > Additional Google Service > Classroom.',
      'Select Student unenrollment.',
      'Select Teachers only.',
    ],
  }),
  defineCheck({
    id: 'google-workspace.tenant.classes-created-by-verified-teachers',
    title: 'Class creation SHOULD be restricted to verified teachers only',
    metric: 'least-privilege-default',
    severity: 'medium',
    ...scuba('GWS.CLASSROOM.5.1v1', 'SHOULD'),
    rule: everyUnit({
      whereOn: 'classroom-service',
      reads: ['classroom-class-creation'],
      deviates: 'u.classroomClassCreation != "VERIFIED_TEACHERS_ONLY"',
    }),
    expected: 'Verified teachers only',
    steps: [
      'Select Apps > Additional Google Service > Classroom.',
      'Select General settings.',
      'Select Teacher permissions.',
      'Select Verified teachers only for Who can create classes?',
    ],
  }),
]

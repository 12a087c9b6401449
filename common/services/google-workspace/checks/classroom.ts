import type { CheckSource } from '../../../model/index.ts'
import { unitCheck } from './define.ts'

export const classroomChecks: readonly CheckSource[] = [
  unitCheck({
    name: 'classes-joined-from-domain', policy: 'GWS.CLASSROOM.1.1v1', criticality: 'SHOULD', metric: 'guest-access-restricted', severity: 'medium',
    title: '"Who can join classes in your domain" SHOULD be set to "Users in your domain only."',
    service: 'classroom-service', reads: ['classroom-who-can-join'],
    deviates: 'u.classroomWhoCanJoin != "ANYONE_IN_DOMAIN"',
    expected: 'Users in the domain only',
    steps: ['For Who can join classes in your domain, select Users in your domain only.'],
  }),
  unitCheck({
    name: 'classes-joined-in-domain', policy: 'GWS.CLASSROOM.1.2v1', criticality: 'SHOULD', metric: 'external-communication-restricted', severity: 'medium',
    title: '"Which classes users in your domain can join" SHOULD be set to "Classes in your domain only."',
    service: 'classroom-service', reads: ['classroom-joinable-classes'],
    deviates: 'u.classroomJoinableClasses != "CLASSES_IN_DOMAIN"',
    expected: 'Classes in the domain only',
    steps: ['For Which classes can users in your domain join, select Classes in your domain only.'],
  }),
  unitCheck({
    name: 'classroom-api-access-disabled', policy: 'GWS.CLASSROOM.2.1v1', criticality: 'SHOULD NOT', metric: 'user-consent-restricted', severity: 'medium',
    title: 'Users SHOULD NOT be able to authorize apps to access their Google Classroom data',
    service: 'classroom-service', reads: ['classroom-api-access'],
    deviates: 'u.classroomApiAccess != false',
    expected: 'Off',
    steps: ['Select Apps > Additional Google Service > Classroom.', 'Select Data access.', 'Uncheck Users can authorize apps to access their Google Classroom data.'],
  }),
  unitCheck({
    name: 'classroom-roster-import-off', policy: 'GWS.CLASSROOM.3.1v1', criticality: 'SHOULD', metric: 'third-party-apps-restricted', severity: 'medium',
    title: '"Roster Import" with Clever SHOULD be turned off',
    service: 'classroom-service', reads: ['classroom-roster-import'],
    deviates: 'u.classroomRosterImport != "OFF"',
    expected: 'Off',
    steps: ['Select Apps > Additional Google Service > Classroom.', 'Select Roster import.', 'Select OFF.'],
  }),
  unitCheck({
    name: 'classroom-unenrollment-by-teachers', policy: 'GWS.CLASSROOM.4.1v1', criticality: 'SHOULD', metric: 'member-privileges-restricted', severity: 'medium',
    title: 'Only teachers SHOULD be allowed to unenroll students from classes',
    service: 'classroom-service', reads: ['classroom-unenrollment'],
    deviates: 'u.classroomUnenrollment != "TEACHERS_ONLY"',
    expected: 'Teachers only',
    steps: ['Select Apps > Additional Google Service > Classroom.', 'Select Student unenrollment.', 'Select Teachers only.'],
  }),
  unitCheck({
    name: 'classes-created-by-verified-teachers', policy: 'GWS.CLASSROOM.5.1v1', criticality: 'SHOULD', metric: 'least-privilege-default', severity: 'medium',
    title: 'Class creation SHOULD be restricted to verified teachers only',
    service: 'classroom-service', reads: ['classroom-class-creation'],
    deviates: 'u.classroomClassCreation != "VERIFIED_TEACHERS_ONLY"',
    expected: 'Verified teachers only',
    steps: ['Select Apps > Additional Google Service > Classroom.', 'Select General settings.', 'Select Teacher permissions.', 'Select Verified teachers only for Who can create classes?'],
  }),
]

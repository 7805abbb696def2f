import assert from 'node:assert/strict';
import { classifyKey } from '../../../src/analysis/sensitive-data';
import { misjudged } from './support';

/** Names, or paths to them, by the class and strength they should have. */
const sensitive: Readonly<Record<string, readonly string[]>> = {
  'contact recommended': [
    'email', 'userEmail', 'user.email', 'emails', 'e_mail', 'eMail', 'emailAddress', 'customer_email', 'req.body.email', 'EmailAddress',
    'newEmail', 'emailRaw', 'email2', 'emailLowercased', 'emailOrPhone', 'emailFromToken', 'emailOfUser', 'phone', 'phoneNumber',
    'user.phone', 'mobileNumber', 'mobilePhone', 'user.mobile', 'cellPhone', 'phoneNumbers', 'msisdn', 'telephone', 'email.address',
    'useremail', 'form.contactNumber', 'homePhone', 'userMobile', 'phoneE164', 'message.body.user.email', 'row.USER_EMAIL',
  ],
  'contact strict': ['mobile', 'emailRecipient'],
  'identity recommended': [
    'fullName', 'firstName', 'first_name', 'lastName', 'givenName', 'familyName', 'surname', 'user.name', 'customerName', 'patient.name',
    'employee.name', 'person.name', 'username', 'userName', 'user.login', 'user.displayName', 'user.nickname', 'req.user.name',
    'user.profile.name', 'userData.name', 'currentUser.name', 'users[0].name', 'cardholderName', 'user.name.first', 'firstname',
    'nameOfUser', 'preferred_username', 'religion', 'userFullName', 'this.user.name', 'getUser.name', 'user.nick',
  ],
  'identity strict': ['owner.name', 'subscriber.name', 'author.name', 'nickname', 'user.gender'],
  'account-id recommended': [
    'userId', 'user_id', 'user.id', 'req.user.id', 'userID', 'userIds', 'customerId', 'memberId', 'patientId', 'accountId', 'employeeId',
    'uid', 'user.uid', 'claims.sub', 'token.sub', 'decodedToken.sub', 'jwtPayload.sub', 'user.sub', 'user.accountId', 'userUuid',
    'customerNumber', 'ctx.state.user.id', 'enduser.id', 'endUserId', 'account.uuid.accountId', 'userid', 'user.profile.id', 'visitorId',
    'idOfUser', 'session.user.id', 'userInfo.sub',
  ],
  'account-id strict': ['sessionId', 'session.id', 'account.id', 'owner.id'],
  'address recommended': [
    'street', 'streetAddress', 'user.address', 'postalCode', 'postcode', 'zipCode', 'zip_code', 'shippingAddress', 'billingAddress',
    'homeAddress', 'address.city', 'user.address.city', 'address.zip', 'shippingCity', 'user.city', 'addressLine1', 'address.line1',
    'customer.zip', 'order.deliveryAddress.street',
  ],
  'address strict': ['address'],
  'geolocation recommended': [
    'latitude', 'longitude', 'user.latitude', 'geo.lat', 'position.lng', 'location.lon', 'coordinates', 'coords', 'user.location', 'latLng',
    'gpsCoordinates', 'geolocation', 'geohash', 'geo.location.lat', 'userLat',
  ],
  'birth recommended': ['dob', 'DoB', 'birthDate', 'birth_date', 'dateOfBirth', 'date_of_birth', 'birthday', 'user.dob', 'birthYear', 'placeOfBirth'],
  'birth strict': ['user.age', 'patientAge'],
  'government-id recommended': [
    'ssn', 'userSsn', 'SSNNumber', 'socialSecurityNumber', 'nationalId', 'passportNumber', 'taxId', 'driverLicense', 'driversLicense',
    'driverLicenseNumber', 'drivingLicence', 'user.passport', 'aadhaarNumber', 'ssnLast4', 'employee.tin',
  ],
  'financial recommended': [
    'cardNumber', 'card_number', 'creditCard', 'creditCardNumber', 'iban', 'cvv', 'cvc', 'card.pan', 'card.number', 'accountNumber',
    'bankAccount', 'bankAccountNumber', 'salary', 'employee.salary', 'routingNumber', 'creditScore', 'user.income',
  ],
  'financial strict': ['pan', 'account.balance', 'card.expiry'],
  'health recommended': [
    'diagnosis', 'diagnoses', 'medicalRecord', 'medicalRecordNumber', 'mrn', 'bloodType', 'prescriptions', 'medications', 'allergies',
    'patient.condition', 'patientHealthStatus', 'bloodPressure', 'disability', 'medicalHistory',
  ],
  'device recommended': [
    'ip', 'ipAddress', 'ip_address', 'userIPAddress', 'clientIp', 'req.ip', 'req.ips', 'remoteAddress', 'remoteAddr', 'remoteIp',
    'req.socket.remoteAddress', 'req.connection.remoteAddress', 'x-forwarded-for', 'X-Real-IP', 'cf-connecting-ip', 'deviceId',
    'device.id', 'imei', 'macAddress', 'idfa', 'advertisingId', 'browserFingerprint', 'deviceFingerprint', 'client.address',
    'network.peer.address', 'userIp', 'ipaddress', 'previousIp',
  ],
  'device strict': ['userAgent', 'user_agent', 'user-agent', 'req.headers.user-agent', 'fingerprint'],
};

/** Names from real code that only look like personal data. */
const harmless: Readonly<Record<string, readonly string[]>> = {
  'something about contact data': [
    'emailTemplateId', 'emailTemplate', 'emailSubject', 'isEmailVerified', 'emailVerified', 'hasEmail', 'emailCount', 'emailLength',
    'emailType', 'emailKind', 'emailStatus', 'emailFormat', 'emailValid', 'emailRequired', 'emailExists', 'emailChanged', 'emailSentAt',
    'emailVersion', 'emailProvider', 'emailService', 'emailQueue', 'emailTopic', 'emailJob', 'emailHandler', 'emailRegex', 'emailPattern',
    'emailValidator', 'emailSchema', 'emailField', 'emailColumn', 'emailLabel', 'emailPlaceholder', 'emailDomain', 'emailHost',
    'emailIndex', 'emailEnabled', 'email.id', 'email.subject', 'welcomeEmail', 'marketingEmails', 'sendEmail', 'onEmail', 'validateEmail', 'emailId', 'supportEmail',
    'company.email', 'phoneModel', 'phoneType', 'phoneCount', 'mobileApp', 'isMobile', 'mobileVersion', 'microphone', 'megaphone',
    'headphone', 'emailer', 'numberOfEmails', 'byEmail', 'shouldEmail', 'canEmail', 'wasEmailed', 'didEmail', 'enableEmail', 'needsPhone',
  ],
  'made safe': [
    'emailHash', 'hashedEmail', 'emailHashed', 'emailDigest', 'maskedEmail', 'emailMasked', 'redactedEmail', 'encryptedEmail',
    'anonymizedEmail', 'pseudonymizedUserId', 'userIdHash', 'hashedUserId', 'user.id_hash', 'ipHash', 'masked.email', 'redactedUser.email',
    'user.hash', 'sha256Email', 'email_sha256', 'obfuscatedPhone', 'anonymousId', 'anonymousUserId', 'phonePseudonym', 'hashOfEmail',
    'tokenizedCardNumber', 'userPseudonym',
  ],
  'names of things': [
    'repo.fullName', 'repository.full_name', 'test.fullName', 'subscriber.topic', 'packageManager.name', 'url.username', 'proxyUrl.username',
    'name', 'file.name', 'fileName', 'filename', 'hostName', 'hostname', 'className', 'serviceName', 'tableName', 'product.displayName',
    'displayName', 'product.name', 'span.name', 'this.name', 'req.body.name', 'userRoleName', 'user.role.name', 'user.company.name',
    'userGroupName', 'eventName', 'dbUsername', 'config.username', 'smtp.username', 'userRepository.name', 'tenantName', 'city.name',
    'templateName', 'queueName', 'cookieName', 'userType', 'userCount', 'user', 'users', 'userStatus', 'user.role',
  ],
  'ids of things': [
    'id', 'tenantId', 'tenant.id', 'orgId', 'organizationId', 'workspaceId', 'regionId', 'requestId', 'orderId', 'productId', 'traceId',
    'spanId', 'order.id', 'user.tenantId', 'userTenantId', 'user.organization.id', 'projectId', 'shardId', 'keyId', 'messageId',
    'awsAccountId', 'service.account.id.kind', 'emailTemplate.id', 'correlationId', 'cartId', 'pod.uid', 'metadata.uid', 'users.length',
    'subject', 'email.subject', 'subscription.id', 'clientId', 'req.params.id', 'userIdType', 'userIdCount', 'tenantKey', 'regionKey', 'user_tenant_id',
    'uuid', 'region', 'shardKey',
  ],
  'addresses of machines': [
    'serverAddress', 'server.address', 'bindAddress', 'contractAddress', 'walletAddress', 'memoryAddress', 'baseAddress', 'listenAddress',
    'serverIp', 'hostIp', 'podIp', 'nodeIp', 'localIp', 'gatewayIp', 'ipVersion', 'ipFamily', 'ipRange', 'ipCount', 'host.ip', 'db.host',
    'server.ip', 'tokenAddress', 'addressCount', 'addressType', 'virtualMacAddress', 'hostname', 'company.address.city', 'warehouse.address.street',
    'certificate.fingerprint', 'config.userAgent', 'deviceType', 'device.model', 'deviceCount', 'targetAddress', 'process.env.POD_IP',
  ],
  'whole words, not substrings': [
    'zipFile', 'unzip', 'gzip', 'latency', 'latest', 'plate', 'template', 'flat', 'platform', 'stage', 'page', 'message', 'image', 'usage',
    'package', 'language', 'ageMs', 'maxAge', 'cacheAge', 'age', 'message.age', 'dobby', 'cityCount', 'city', 'zip', 'skip', 'ship', 'tip',
    'description', 'recipe', 'strip', 'clipboard', 'ribbon', 'panel', 'span', 'pandas', 'company', 'expand', 'cvvm', 'mobility',
    'streetlight', 'birthrateIndex', 'healthStatus', 'healthCheck', 'diagnostics', 'treatment', 'treatmentGroup', 'raceCondition', 'condition',
    'cardCount', 'discardNumber', 'accountType', 'accountStatus', 'login', 'lat', 'long', 'position', 'location', 'mouse.coords',
    'canvasCoordinates', 'window.location', 'country', 'locale', 'timezone', 'passport', 'balance', 'ipsum', 'chip', 'zipper',
  ],
  'constants and labels': [
    'USER_ID', 'BaggageKeys.USER_ID', 'BaggageKeys.userId', 'Headers.UserId', 'ATTRS.USER_EMAIL', 'errors.email', 'labels.email', 'schema.email',
    'SemanticAttributes.ENDUSER_ID', 'semconv.ATTR_USER_ID', 'conventions_1.USER_ID', 'exports.USER_EMAIL', 'sc.SEMATTRS_ENDUSER_ID', 'USER_ID_KEY', 'formErrors.phone', 'columns.email',
  ],
};

describe('classifyName on personal data', () => {
  for (const [expected, names] of Object.entries(sensitive)) {
    it(`finds ${expected}`, () => {
      assert.deepEqual(misjudged(names, expected), []);
    });
  }
  for (const [group, names] of Object.entries(harmless)) {
    it(`leaves alone: ${group}`, () => {
      assert.deepEqual(misjudged(names, 'nothing'), []);
    });
  }

  it('holds more than 150 names for and 150 against', () => {
    assert.ok(Object.values(sensitive).flat().length >= 150);
    assert.ok(Object.values(harmless).flat().length >= 150);
  });

  it('says why, naming the object where it decided', () => {
    assert.equal(classifyKey('user.email')?.because, "'email' reads as 'email'");
    assert.equal(classifyKey('customerId')?.because, "'customerId' reads as 'customer id'");
    assert.equal(classifyKey('req.user.id')?.because, "'user.id' is the id of 'user'");
  });

  it('reads an object as the first word of a name', () => {
    assert.deepEqual(misjudged(['account.number', 'bank.account.number'], 'financial recommended'), []);
    assert.deepEqual(misjudged(['phone.number', 'email.value', 'emailAddress.value', 'userPhoneNumber.value', 'form.phone.value', 'phone.home'], 'contact recommended'), []);
    assert.deepEqual(misjudged(['passport.number', 'tax.id', 'user.license.number', 'employee.passport.no', 'national.id', 'driver.license'], 'government-id recommended'), []);
    assert.deepEqual(misjudged(['email.count', 'phone.model', 'phone.version', 'cookie.name', 'token.type', 'account.type', 'card.type', 'card.last4'], 'nothing'), []);
    assert.equal(classifyKey('account.number')?.because, "'account.number' reads as 'account number'");
  });

  it('leaves alone what business code puts into baggage with reason', () => {
    const names = [
      'user.tier', 'userTier', 'user.plan', 'customerSegment', 'user.locale', 'user.isAdmin', 'tenant.plan', 'order.total', 'memberSince',
      'feature.flag', 'deployment.environment', 'app.version', 'request.priority', 'cart.size', 'experiment.variant', 'channel', 'user.language',
      'session.kind', 'customer.type', 'user.roles', 'traffic.synthetic', 'queue.name', 'session.count', 'region.name', 'shard.id',
    ];
    assert.deepEqual(misjudged(names, 'nothing'), []);
  });

  it('treats personal data in the environment as a matter for strict: it belongs to the deployment', () => {
    assert.deepEqual(misjudged(['process.env.ADMIN_EMAIL', 'env.CONTACT_PHONE'], 'contact strict'), []);
  });
});

/** How words are written together, apart and in plural. Used to bring the words of a name to one form. */

/** Parts that case or digit boundaries tear apart and that are one word: "e mail" → `email`. */
export const JOINED_WORDS: readonly string[] = [
  'e mail', 'o auth', 'o auth 2', 'do b', 'ip v 4', 'ip v 6', 'i pv 4', 'i pv 6', 'ipv 4', 'ipv 6', 'sha 1', 'sha 256', 'sha 384',
  'sha 512', 'sha 3', 'md 5', 'base 64', 'b 64', 'e 164', 'i 18 n', 's 3', '2 fa', 'erc 20', 'oauth 2', 'cvv 2', 'argon 2',
  'argon 2 id', 'pbkdf 2', 'blake 2 b', 'blake 3', 'pass word', 'geo hash', 'h mac', 'finger print', 'sur name',
  'end user', 'post code', 'birth day', 'mail box', 'micro phone', 'mega phone', 'head phone', 'key chain',
];

/** Words commonly written without a boundary, and their parts: `username` → "user name". */
export const GLUED_WORDS: Readonly<Record<string, string>> = {
  username: 'user name', userid: 'user id', useremail: 'user email', useragent: 'user agent', userip: 'user ip',
  firstname: 'first name', lastname: 'last name', fullname: 'full name', givenname: 'given name', familyname: 'family name',
  middlename: 'middle name', displayname: 'display name', loginname: 'login name', screenname: 'screen name',
  emailaddress: 'email address', emailaddr: 'email addr', phonenumber: 'phone number', phoneno: 'phone no',
  mobilenumber: 'mobile number', cellphone: 'cell phone', streetaddress: 'street address', zipcode: 'zip code',
  postalcode: 'postal code', birthdate: 'birth date', dateofbirth: 'birth date', birthplace: 'birth place',
  creditcard: 'credit card', cardnumber: 'card number', accountnumber: 'account number', accountid: 'account id',
  customerid: 'customer id', memberid: 'member id', patientid: 'patient id', employeeid: 'employee id', deviceid: 'device id',
  sessionid: 'session id', clientid: 'client id', ipaddress: 'ip address', ipaddr: 'ip addr', clientip: 'client ip',
  remoteaddress: 'remote address', remoteaddr: 'remote addr', macaddress: 'mac address', apikey: 'api key',
  accesskey: 'access key', secretkey: 'secret key', privatekey: 'private key', publickey: 'public key',
  accesstoken: 'access token', authtoken: 'auth token', refreshtoken: 'refresh token', idtoken: 'id token',
  csrftoken: 'csrf token', clientsecret: 'client secret', connectionstring: 'connection string', sessiontoken: 'session token',
  setcookie: 'set cookie', hostname: 'host name', filename: 'file name', latlng: 'lat lng', latlon: 'lat lon',
  bloodtype: 'blood type', socialsecurity: 'social security', passportnumber: 'passport number', taxid: 'tax id',
  driverslicense: 'driver license', nationalid: 'national id', advertisingid: 'advertising id', enduserid: 'enduser id',
};

/** Plurals that the common rules get wrong. */
export const IRREGULAR_PLURALS: Readonly<Record<string, string>> = {
  ids: 'id', ips: 'ip', cookies: 'cookie', diagnoses: 'diagnosis', addrs: 'addr', movies: 'movie', people: 'person',
  persons: 'person', indices: 'index', aliases: 'alias', statuses: 'status', wages: 'wage', passes: 'pass',
};

/** Words that end in "s" and are no plural. */
export const SINGULAR_WORDS: ReadonlySet<string> = new Set([
  'does', 'this', 'https', 'alias', 'atlas', 'canvas', 'bias', 'kubernetes', 'series', 'sales', 'always', 'news', 'lens',
  'gas', 'postgres', 'params', 'args', 'props', 'opts', 'details', 'locals', 'needs', 'uses', 'wants', 'allows',
  'requires', 'includes', 'contains', 'supports', 'accepts', 'exists',
]);

/* Finds the way back from an address that only a worker knows, and from a link whose "#" a mail filter turned into "%23".
   The latter has shown the code to the host: the gate opens, and says so. */
(function () {
  "use strict";

  const found = /^(.*?\/[a-z2-7]{26}\/?)(?:p\/([a-z2-7]{10}\.[a-z0-9]{1,5})|%23([^/]*)(.*))$/.exec(location.pathname);
  if (!found) return;
  const gate = found[1].replace(/\/?$/, "/");
  if (found[2]) location.replace(`${gate}#!/${found[2]}`);
  else location.replace(`${gate}#${found[3]}${found[4]}&exposed`);
})();

/**
 * What a launcher does before Nextflow when the certificate of our server is of an authority of its own, which no Java knows:
 * it makes a trust store for this run and names it to Nextflow in NXF_OPTS.
 *
 * The store is a copy of what this Java trusts, because Nextflow also fetches pipelines; our authority is added to it.
 * Whatever goes wrong is said, and Nextflow is started all the same: only its reports cannot arrive.
 */
export const trustAuthority = String.raw`
# Home of the Java that Nextflow will run on, which is chosen by the rules of Nextflow's own command; empty when there is none.
postern_find_java_home() {
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS # as Nextflow does: they are not for small programs
  java=java
  if [ -n "$NXF_JAVA_HOME" ]; then java=$NXF_JAVA_HOME/bin/java
  elif [ -x "$JAVA_CMD" ]; then java=$JAVA_CMD
  elif [ -d "$JAVA_HOME" ]; then java=$JAVA_HOME/bin/java
  fi
  # Asked and not guessed from the path: java may be a link, or a script of the site.
  "$java" -Xmx64m -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p'
}

# An own copy, made with cat because the file of a distribution is read-only, and what cp makes of it would be, too.
postern_make_trust_store() {
  unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS
  umask 077
  rm -f -- "$store"
  for known in "$java_home/lib/security/jssecacerts" "$java_home/lib/security/cacerts"; do
    if [ -r "$known" ]; then cat -- "$known" >"$store"; break; fi
  done
  # The password protects nothing: it is the one that every Java uses for its public certificates.
  "$java_home/bin/keytool" -J-Xmx128m -importcert -noprompt -alias "postern-$postern_run_id" -file "$postern_files.ca.pem" \
    -keystore "$store" -storepass changeit
}

postern_prepare_java() {
  case " $NXF_OPTS $NXF_JVM_ARGS" in *' -Djavax.net.ssl.trustStore='*)
    postern_tell "the options for Java name a trust store of their own; unless it holds $postern_files.ca.pem, this server hears nothing of the run"
    return ;;
  esac
  java_home=$(postern_find_java_home)
  if [ -z "$java_home" ] || [ ! -x "$java_home/bin/keytool" ]; then
    postern_tell "there is no keytool beside java, so Java cannot learn to trust this server, which will hear nothing of the run:" \
      "load a Java that has one in the pre-run script, or let the server use a certificate that Java trusts (--tls CERT,KEY)"
    return
  fi
  store=$postern_files.truststore
  if ! words=$(postern_make_trust_store </dev/null 2>&1); then
    postern_tell "keytool could not add the authority of this server, which will hear nothing of the run: $words"
    return
  fi
  # The options are split at blanks and read by shells on their way; Nextflow runs in the folder of the store.
  case $store in *[!A-Za-z0-9/._-]*) store=nf-$postern_run_id.truststore ;; esac
  export NXF_OPTS="$NXF_OPTS -Djavax.net.ssl.trustStore=$store -Djavax.net.ssl.trustStorePassword=changeit"
}
`.trim();

package ridgeline.config.secret;

import java.util.Locale;
import java.util.Set;

/** The options of data sources, and the parameters of addresses, that hold no secret. */
public final class HarmlessOptions {
  /** In lower case: options of Spark's file formats and of JDBC, then parameters of addresses. */
  private static final Set<String> KEYS =
      Set.of(
          ("header inferschema sep delimiter encoding charset quote quoteall escape escapequotes"
                  + " comment nullvalue nanvalue emptyvalue positiveinf negativeinf dateformat"
                  + " timestampformat timestampntzformat timezone locale linesep maxcolumns"
                  + " maxcharspercolumn mode multiline ignoreleadingwhitespace"
                  + " ignoretrailingwhitespace enforceschema samplingratio preferdate compression"
                  + " chartoescapequoteescaping unescapedquotehandling columnnameofcorruptrecord"
                  + " enabledatetimeparsingfallback primitivesasstring prefersdecimal allowcomments"
                  + " allowunquotedfieldnames allowsinglequotes allownumericleadingzeros"
                  + " allowbackslashescapinganycharacter allowunquotedcontrolchars"
                  + " allownonnumericnumbers dropfieldifallnull mergeschema recursivefilelookup"
                  + " pathglobfilter modifiedbefore modifiedafter ignorecorruptfiles"
                  + " ignoremissingfiles datetimerebasemode int96rebasemode wholetext rowtag"
                  + " dropinvalid versionasof timestampasof driver fetchsize batchsize"
                  + " numpartitions partitioncolumn lowerbound upperbound querytimeout"
                  + " isolationlevel pushdownpredicate pushdownaggregate pushdownlimit"
                  + " usessl ssl sslmode encrypt characterencoding servertimezone")
              .split(" "));

  private HarmlessOptions() {}

  public static boolean contains(String key) {
    return KEYS.contains(key.toLowerCase(Locale.ROOT));
  }
}

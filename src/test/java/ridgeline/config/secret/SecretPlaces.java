package ridgeline.config.secret;

import java.util.List;

/** Texts in which a job may be given a secret; § stands for the secret. */
public final class SecretPlaces {
  public static final List<String> ALL =
      List.of(
          "password=§",
          "password = '§'",
          "\"secretKey\": \"§\"",
          "{token: [§]}",
          "{credentials: {a: {b: §}}}",
          "jdbc:postgresql://h/db?user=ann&password=§&ssl=true",
          "jdbc:sqlserver://h:1433;user=sa;password=§;encrypt=true",
          "jdbc:oracle:thin:scott/§@//h:1521/x",
          "s3a://AKIA:§@bucket/dir",
          "https://ann:§@host/x",
          "https://host/x.csv?sv=1&sig=§&se=2",
          "https://host/x.csv?code=§",
          "//ann:§@host/x",
          "url=//ann:§@host/x",
          "(//ann:§@host/x)",
          "https://host/x.csv;jsessionid=§",
          "ftp:ann:§@host/x.csv",
          "file:/dir/t.csv?code=§",
          "mongodb+srv://ann:§@h/?w=1",
          "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=§;EndpointSuffix=y",
          "Authorization: Bearer §",
          "Authorization: Basic §",
          "{\"Authorization\":\"Bearer §\"}",
          "{\"Authorization\":\"Basic §\"}",
          "x-api-key: §",
          "Map(password -> §, a -> b)",
          "psql --password §",
          "CREATE TABLE t USING jdbc OPTIONS (url 'x', password '§')",
          "SELECT * FROM t WITH (pass = '§')",
          "SELECT * FROM t WHERE secret = '§'");

  private SecretPlaces() {}
}

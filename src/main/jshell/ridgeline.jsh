import java.nio.file.*
import java.util.*
import java.util.stream.*
import org.apache.spark.ml.*
import org.apache.spark.ml.feature.*
import org.apache.spark.ml.param.*
import org.apache.spark.sql.*
import static org.apache.spark.sql.functions.*
import ridgeline.*
import ridgeline.select.*
import ridgeline.statistics.*
import ridgeline.sweep.*
import static ridgeline.Ridgeline.*
SparkSession spark = session()
System.out.println("Spark %s on %s as spark; see Ridgeline for what to call".formatted(spark.version(), spark.sparkContext().master()))

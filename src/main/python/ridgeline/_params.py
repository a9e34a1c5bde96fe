# Generated: mvn test -Dtest=PythonParamsTest -Dridgeline.updateSchema=true
"""The params of estimators and of their models, as the Java classes have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark import keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.wrapper import JavaEstimator, JavaModel

from ridgeline._grid import params_of
from ridgeline._jvm import OfJava, new_object

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.ml.evaluation import RegressionEvaluator
    from pyspark.ml.regression import LinearRegression
    from typing_extensions import Self

    from ridgeline.statistics import Statistics
    from ridgeline.sweep import ElasticNetCVModel


class ElasticNetCVParams(OfJava, JavaEstimator["ElasticNetCVModel"]):
    _input_kwargs: dict[str, Any]

    collectFoldFits: Param[bool] = Param(
        Params._dummy(),
        "collectFoldFits",
        "also fit the selected cell to the training rows of each fold",
        typeConverter=TypeConverters.toBoolean,
    )
    earlyStopping: Param[bool] = Param(
        Params._dummy(),
        "earlyStopping",
        "stop a path that no longer improves",
        typeConverter=TypeConverters.toBoolean,
    )
    elasticNetParams: Param[list[float]] = Param(
        Params._dummy(),
        "elasticNetParams",
        "L1 shares, each in [0, 1]",
        typeConverter=TypeConverters.toListFloat,
    )
    engine: Param[str] = Param(
        Params._dummy(),
        "engine",
        "how cells are solved: auto, gram, mllib, mllib-rows",
        typeConverter=TypeConverters.toString,
    )
    featuresCol: Param[str] = Param(
        Params._dummy(),
        "featuresCol",
        "name of the vector column",
        typeConverter=TypeConverters.toString,
    )
    fitIntercept: Param[bool] = Param(
        Params._dummy(),
        "fitIntercept",
        "fit an intercept",
        typeConverter=TypeConverters.toBoolean,
    )
    foldCol: Param[str] = Param(
        Params._dummy(),
        "foldCol",
        "name of the fold column; empty for hashed folds",
        typeConverter=TypeConverters.toString,
    )
    l2Scale: Param[str] = Param(
        Params._dummy(),
        "l2Scale",
        "constant of the L2 part: mllib, plain",
        typeConverter=TypeConverters.toString,
    )
    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "name of the numeric label column",
        typeConverter=TypeConverters.toString,
    )
    maxIter: Param[int] = Param(
        Params._dummy(),
        "maxIter",
        "maximum number of iterations in a cell",
        typeConverter=TypeConverters.toInt,
    )
    minImprovement: Param[float] = Param(
        Params._dummy(),
        "minImprovement",
        "minimum relative decrease of the error that counts as an improvement",
        typeConverter=TypeConverters.toFloat,
    )
    minLambdas: Param[int] = Param(
        Params._dummy(),
        "minLambdas",
        "number of steps that are always solved",
        typeConverter=TypeConverters.toInt,
    )
    minRatio: Param[float] = Param(
        Params._dummy(),
        "minRatio",
        "ratio of the smallest to the largest regParam of a path; unset: as in glmnet, then extended while the error falls",
        typeConverter=TypeConverters.toFloat,
    )
    numFolds: Param[int] = Param(
        Params._dummy(),
        "numFolds",
        "number of folds",
        typeConverter=TypeConverters.toInt,
    )
    numRegParams: Param[int] = Param(
        Params._dummy(),
        "numRegParams",
        "number of regParam values of a path",
        typeConverter=TypeConverters.toInt,
    )
    parallelism: Param[int] = Param(
        Params._dummy(),
        "parallelism",
        "number of concurrent MLlib fits",
        typeConverter=TypeConverters.toInt,
    )
    patience: Param[int] = Param(
        Params._dummy(),
        "patience",
        "steps without improvement before stopping",
        typeConverter=TypeConverters.toInt,
    )
    penaltyFactors: Param[list[float]] = Param(
        Params._dummy(),
        "penaltyFactors",
        "penalty factor of each feature, >= 0; unset: 1",
        typeConverter=TypeConverters.toListFloat,
    )
    predictionCol: Param[str] = Param(
        Params._dummy(),
        "predictionCol",
        "name of the column that the model adds",
        typeConverter=TypeConverters.toString,
    )
    refit: Param[str] = Param(
        Params._dummy(),
        "refit",
        "how the final model is fitted: mllib, mllib-rows, statistics",
        typeConverter=TypeConverters.toString,
    )
    regParams: Param[list[float]] = Param(
        Params._dummy(),
        "regParams",
        "explicit regParam values, each >= 0",
        typeConverter=TypeConverters.toListFloat,
    )
    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "seed of the hashed folds",
        typeConverter=TypeConverters.toInt,
    )
    selectionRule: Param[str] = Param(
        Params._dummy(),
        "selectionRule",
        "rule that selects the cell to refit: min, 1se",
        typeConverter=TypeConverters.toString,
    )
    standardization: Param[bool] = Param(
        Params._dummy(),
        "standardization",
        "penalise the standardised coefficients",
        typeConverter=TypeConverters.toBoolean,
    )
    tol: Param[float] = Param(
        Params._dummy(),
        "tol",
        "maximum optimality violation of a converged cell, in the unit of a correlation",
        typeConverter=TypeConverters.toFloat,
    )
    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "name of the weight column; empty for weights of 1",
        typeConverter=TypeConverters.toString,
    )

    _DEFAULTS: dict[str, Any] = {
        "collectFoldFits": False,
        "earlyStopping": True,
        "elasticNetParams": [0.0, 0.1, 0.5, 0.9, 1.0],
        "engine": "auto",
        "featuresCol": "features",
        "fitIntercept": True,
        "foldCol": "",
        "l2Scale": "mllib",
        "labelCol": "label",
        "maxIter": 100000,
        "minImprovement": 1.0e-4,
        "minLambdas": 10,
        "numFolds": 10,
        "numRegParams": 100,
        "parallelism": 2,
        "patience": 5,
        "predictionCol": "prediction",
        "refit": "mllib",
        "seed": 42,
        "selectionRule": "min",
        "standardization": True,
        "tol": 1.0e-7,
        "weightCol": "",
    }

    @keyword_only
    def __init__(
        self,
        *,
        collectFoldFits: bool = False,
        earlyStopping: bool = True,
        elasticNetParams: list[float] = [0.0, 0.1, 0.5, 0.9, 1.0],
        engine: str = "auto",
        featuresCol: str = "features",
        fitIntercept: bool = True,
        foldCol: str = "",
        l2Scale: str = "mllib",
        labelCol: str = "label",
        maxIter: int = 100000,
        minImprovement: float = 1.0e-4,
        minLambdas: int = 10,
        minRatio: float | None = None,
        numFolds: int = 10,
        numRegParams: int = 100,
        parallelism: int = 2,
        patience: int = 5,
        penaltyFactors: list[float] | None = None,
        predictionCol: str = "prediction",
        refit: str = "mllib",
        regParams: list[float] | None = None,
        seed: int = 42,
        selectionRule: str = "min",
        standardization: bool = True,
        tol: float = 1.0e-7,
        weightCol: str = "",
        estimator: LinearRegression | None = None,
        estimatorParamMaps: Sequence[dict[Param[Any], Any]] | None = None,
        evaluator: RegressionEvaluator | None = None,
    ) -> None:
        """Creates an estimator; other values of its params than the defaults may be given.

        Parameters
        ----------
        collectFoldFits
            also fit the selected cell to the training rows of each fold
        earlyStopping
            stop a path that no longer improves
        elasticNetParams
            L1 shares, each in [0, 1]
        engine
            how cells are solved: auto, gram, mllib, mllib-rows
        featuresCol
            name of the vector column
        fitIntercept
            fit an intercept
        foldCol
            name of the fold column; empty for hashed folds
        l2Scale
            constant of the L2 part: mllib, plain
        labelCol
            name of the numeric label column
        maxIter
            maximum number of iterations in a cell
        minImprovement
            minimum relative decrease of the error that counts as an improvement
        minLambdas
            number of steps that are always solved
        minRatio
            ratio of the smallest to the largest regParam of a path; unset: as in glmnet, then extended while the error falls
        numFolds
            number of folds
        numRegParams
            number of regParam values of a path
        parallelism
            number of concurrent MLlib fits
        patience
            steps without improvement before stopping
        penaltyFactors
            penalty factor of each feature, >= 0; unset: 1
        predictionCol
            name of the column that the model adds
        refit
            how the final model is fitted: mllib, mllib-rows, statistics
        regParams
            explicit regParam values, each >= 0
        seed
            seed of the hashed folds
        selectionRule
            rule that selects the cell to refit: min, 1se
        standardization
            penalise the standardised coefficients
        tol
            maximum optimality violation of a converged cell, in the unit of a correlation
        weightCol
            name of the weight column; empty for weights of 1
        estimator
            a regression whose columns, standardization and fitIntercept are used
        estimatorParamMaps
            the grid of a ParamGridBuilder over regParam and elasticNetParam of that regression
        evaluator
            of rmse or mse, as cells are compared by their mean squared error

        Raises
        ------
        ConfigError
            If there is no session with the jar, or if the grid cannot be used.
        """
        super().__init__()
        self._java_obj = new_object("ridgeline.sweep.ElasticNetCV", self.uid)
        self._setDefault(**self._DEFAULTS)
        self._set(**params_of(**self._input_kwargs))

    def getCollectFoldFits(self) -> bool:
        return self.getOrDefault(self.collectFoldFits)

    def setCollectFoldFits(self, value: bool) -> Self:
        return self._set(collectFoldFits=value)

    def getEarlyStopping(self) -> bool:
        return self.getOrDefault(self.earlyStopping)

    def setEarlyStopping(self, value: bool) -> Self:
        return self._set(earlyStopping=value)

    def getElasticNetParams(self) -> list[float]:
        return self.getOrDefault(self.elasticNetParams)

    def setElasticNetParams(self, value: list[float]) -> Self:
        return self._set(elasticNetParams=value)

    def getEngine(self) -> str:
        return self.getOrDefault(self.engine)

    def setEngine(self, value: str) -> Self:
        return self._set(engine=value)

    def getFeaturesCol(self) -> str:
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self, value: str) -> Self:
        return self._set(featuresCol=value)

    def getFitIntercept(self) -> bool:
        return self.getOrDefault(self.fitIntercept)

    def setFitIntercept(self, value: bool) -> Self:
        return self._set(fitIntercept=value)

    def getFoldCol(self) -> str:
        return self.getOrDefault(self.foldCol)

    def setFoldCol(self, value: str) -> Self:
        return self._set(foldCol=value)

    def getL2Scale(self) -> str:
        return self.getOrDefault(self.l2Scale)

    def setL2Scale(self, value: str) -> Self:
        return self._set(l2Scale=value)

    def getLabelCol(self) -> str:
        return self.getOrDefault(self.labelCol)

    def setLabelCol(self, value: str) -> Self:
        return self._set(labelCol=value)

    def getMaxIter(self) -> int:
        return self.getOrDefault(self.maxIter)

    def setMaxIter(self, value: int) -> Self:
        return self._set(maxIter=value)

    def getMinImprovement(self) -> float:
        return self.getOrDefault(self.minImprovement)

    def setMinImprovement(self, value: float) -> Self:
        return self._set(minImprovement=value)

    def getMinLambdas(self) -> int:
        return self.getOrDefault(self.minLambdas)

    def setMinLambdas(self, value: int) -> Self:
        return self._set(minLambdas=value)

    def getMinRatio(self) -> float:
        return self.getOrDefault(self.minRatio)

    def setMinRatio(self, value: float) -> Self:
        return self._set(minRatio=value)

    def getNumFolds(self) -> int:
        return self.getOrDefault(self.numFolds)

    def setNumFolds(self, value: int) -> Self:
        return self._set(numFolds=value)

    def getNumRegParams(self) -> int:
        return self.getOrDefault(self.numRegParams)

    def setNumRegParams(self, value: int) -> Self:
        return self._set(numRegParams=value)

    def getParallelism(self) -> int:
        return self.getOrDefault(self.parallelism)

    def setParallelism(self, value: int) -> Self:
        return self._set(parallelism=value)

    def getPatience(self) -> int:
        return self.getOrDefault(self.patience)

    def setPatience(self, value: int) -> Self:
        return self._set(patience=value)

    def getPenaltyFactors(self) -> list[float]:
        return self.getOrDefault(self.penaltyFactors)

    def setPenaltyFactors(self, value: list[float]) -> Self:
        return self._set(penaltyFactors=value)

    def getPredictionCol(self) -> str:
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self, value: str) -> Self:
        return self._set(predictionCol=value)

    def getRefit(self) -> str:
        return self.getOrDefault(self.refit)

    def setRefit(self, value: str) -> Self:
        return self._set(refit=value)

    def getRegParams(self) -> list[float]:
        return self.getOrDefault(self.regParams)

    def setRegParams(self, value: list[float]) -> Self:
        return self._set(regParams=value)

    def getSeed(self) -> int:
        return self.getOrDefault(self.seed)

    def setSeed(self, value: int) -> Self:
        return self._set(seed=value)

    def getSelectionRule(self) -> str:
        return self.getOrDefault(self.selectionRule)

    def setSelectionRule(self, value: str) -> Self:
        return self._set(selectionRule=value)

    def getStandardization(self) -> bool:
        return self.getOrDefault(self.standardization)

    def setStandardization(self, value: bool) -> Self:
        return self._set(standardization=value)

    def getTol(self) -> float:
        return self.getOrDefault(self.tol)

    def setTol(self, value: float) -> Self:
        return self._set(tol=value)

    def getWeightCol(self) -> str:
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self, value: str) -> Self:
        return self._set(weightCol=value)


class ElasticNetCVModelParams(OfJava, JavaModel):
    _input_kwargs: dict[str, Any]

    featuresCol: Param[str] = Param(
        Params._dummy(),
        "featuresCol",
        "name of the vector column",
        typeConverter=TypeConverters.toString,
    )
    predictionCol: Param[str] = Param(
        Params._dummy(),
        "predictionCol",
        "name of the column that the model adds",
        typeConverter=TypeConverters.toString,
    )
    resultTable: Param[str] = Param(
        Params._dummy(),
        "resultTable",
        "the table of results that transform gives: cv, path, coefficients, report; empty for predictions",
        typeConverter=TypeConverters.toString,
    )

    _DEFAULTS: dict[str, Any] = {
        "featuresCol": "features",
        "predictionCol": "prediction",
        "resultTable": "",
    }

    def __init__(self, java_model: Any = None) -> None:
        super().__init__(java_model)
        self._setDefault(**self._DEFAULTS)

    def getFeaturesCol(self) -> str:
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self, value: str) -> Self:
        return self._set(featuresCol=value)

    def getPredictionCol(self) -> str:
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self, value: str) -> Self:
        return self._set(predictionCol=value)

    def getResultTable(self) -> str:
        return self.getOrDefault(self.resultTable)

    def setResultTable(self, value: str) -> Self:
        return self._set(resultTable=value)


class StatisticsCollectorParams(OfJava, JavaEstimator["Statistics"]):
    _input_kwargs: dict[str, Any]

    buckets: Param[int] = Param(
        Params._dummy(),
        "buckets",
        "number of parts from which folds are dealt",
        typeConverter=TypeConverters.toInt,
    )
    bucketsBy: Param[list[str]] = Param(
        Params._dummy(),
        "bucketsBy",
        "Spark SQL expressions whose equal values stay in one bucket",
        typeConverter=TypeConverters.toListString,
    )
    categorical: Param[list[str]] = Param(
        Params._dummy(),
        "categorical",
        "categorical features, Spark SQL expressions",
        typeConverter=TypeConverters.toListString,
    )
    invalid: Param[str] = Param(
        Params._dummy(),
        "invalid",
        "what happens if rows have a null, NaN or infinite value: fail, or drop them",
        typeConverter=TypeConverters.toString,
    )
    label: Param[str] = Param(
        Params._dummy(),
        "label",
        "the label, a Spark SQL expression",
        typeConverter=TypeConverters.toString,
    )
    numeric: Param[list[str]] = Param(
        Params._dummy(),
        "numeric",
        "numeric features, Spark SQL expressions; * for all others",
        typeConverter=TypeConverters.toListString,
    )
    weight: Param[str] = Param(
        Params._dummy(),
        "weight",
        "weight of a row, a Spark SQL expression; empty for weights of 1",
        typeConverter=TypeConverters.toString,
    )

    _DEFAULTS: dict[str, Any] = {
        "buckets": 20,
        "bucketsBy": [],
        "categorical": [],
        "invalid": "fail",
        "numeric": [],
        "weight": "",
    }

    @keyword_only
    def __init__(
        self,
        *,
        buckets: int = 20,
        bucketsBy: list[str] = [],
        categorical: list[str] = [],
        invalid: str = "fail",
        label: str | None = None,
        numeric: list[str] = [],
        weight: str = "",
    ) -> None:
        """Creates an estimator; other values of its params than the defaults may be given.

        Parameters
        ----------
        buckets
            number of parts from which folds are dealt
        bucketsBy
            Spark SQL expressions whose equal values stay in one bucket
        categorical
            categorical features, Spark SQL expressions
        invalid
            what happens if rows have a null, NaN or infinite value: fail, or drop them
        label
            the label, a Spark SQL expression
        numeric
            numeric features, Spark SQL expressions; * for all others
        weight
            weight of a row, a Spark SQL expression; empty for weights of 1

        Raises
        ------
        ConfigError
            If there is no session with the jar.
        """
        super().__init__()
        self._java_obj = new_object("ridgeline.statistics.StatisticsCollector", self.uid)
        self._setDefault(**self._DEFAULTS)
        self._set(**self._input_kwargs)

    def getBuckets(self) -> int:
        return self.getOrDefault(self.buckets)

    def setBuckets(self, value: int) -> Self:
        return self._set(buckets=value)

    def getBucketsBy(self) -> list[str]:
        return self.getOrDefault(self.bucketsBy)

    def setBucketsBy(self, value: list[str]) -> Self:
        return self._set(bucketsBy=value)

    def getCategorical(self) -> list[str]:
        return self.getOrDefault(self.categorical)

    def setCategorical(self, value: list[str]) -> Self:
        return self._set(categorical=value)

    def getInvalid(self) -> str:
        return self.getOrDefault(self.invalid)

    def setInvalid(self, value: str) -> Self:
        return self._set(invalid=value)

    def getLabel(self) -> str:
        return self.getOrDefault(self.label)

    def setLabel(self, value: str) -> Self:
        return self._set(label=value)

    def getNumeric(self) -> list[str]:
        return self.getOrDefault(self.numeric)

    def setNumeric(self, value: list[str]) -> Self:
        return self._set(numeric=value)

    def getWeight(self) -> str:
        return self.getOrDefault(self.weight)

    def setWeight(self, value: str) -> Self:
        return self._set(weight=value)


class StatisticsParams(OfJava, JavaModel):
    _input_kwargs: dict[str, Any]

    excluded: Param[list[str]] = Param(
        Params._dummy(),
        "excluded",
        "columns that are no features",
        typeConverter=TypeConverters.toListString,
    )
    features: Param[list[str]] = Param(
        Params._dummy(),
        "features",
        "the columns of the features; none for all but the label",
        typeConverter=TypeConverters.toListString,
    )
    label: Param[str] = Param(
        Params._dummy(),
        "label",
        "the label; empty for the stored one",
        typeConverter=TypeConverters.toString,
    )
    numFolds: Param[int] = Param(
        Params._dummy(),
        "numFolds",
        "number of folds; at most the buckets",
        typeConverter=TypeConverters.toInt,
    )
    resultTable: Param[str] = Param(
        Params._dummy(),
        "resultTable",
        "the table that transform gives: moments, columns, summary",
        typeConverter=TypeConverters.toString,
    )

    _DEFAULTS: dict[str, Any] = {
        "excluded": [],
        "features": [],
        "label": "",
        "numFolds": 10,
        "resultTable": "moments",
    }

    def __init__(self, java_model: Any = None) -> None:
        super().__init__(java_model)
        self._setDefault(**self._DEFAULTS)

    def getExcluded(self) -> list[str]:
        return self.getOrDefault(self.excluded)

    def setExcluded(self, value: list[str]) -> Self:
        return self._set(excluded=value)

    def getFeatures(self) -> list[str]:
        return self.getOrDefault(self.features)

    def setFeatures(self, value: list[str]) -> Self:
        return self._set(features=value)

    def getLabel(self) -> str:
        return self.getOrDefault(self.label)

    def setLabel(self, value: str) -> Self:
        return self._set(label=value)

    def getNumFolds(self) -> int:
        return self.getOrDefault(self.numFolds)

    def setNumFolds(self, value: int) -> Self:
        return self._set(numFolds=value)

    def getResultTable(self) -> str:
        return self.getOrDefault(self.resultTable)

    def setResultTable(self, value: str) -> Self:
        return self._set(resultTable=value)
